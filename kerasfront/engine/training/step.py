"""What a compiled model does with its batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from time import perf_counter
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.feeding import BatchesFunction
from kerasfront.backend.types import Tensor
from kerasfront.engine.training.sources import BatchSource, Block

SECONDS = 0.2
"""How long a call may take: an interruption, a callback's wish to stop and the progress bar wait for its end."""

BYTES = 2**24
"""How much data a call may take and give. With the copies on the way, memory has held up to five times as much."""

Values = Sequence[Any]
"""What a batch gives: numbers in training and test, arrays in prediction."""


class CompiledStep:
    """What is done with a batch: from a list of arrays to a list of values.

    Parameters
    ----------
    function : callable
        Of `K.function`.
    inputs : list of placeholders
        Its inputs, as far as they belong to a batch.
    rest : list
        What the other inputs get, the same in every batch.
    one_by_one : bool
        Whether it must be called for each batch, since `function` is not one of `K.function`.

    Attributes
    ----------
    sparse : list of bool
        Which of the inputs take sparse matrices.
    last : sequence of arrays
        The last batch that was a call of its own.
    """

    def __init__(
        self,
        function: Callable[[Sequence[Any]], Values],
        inputs: Sequence[Tensor],
        rest: Sequence[Any] = (),
        one_by_one: bool = False,
    ) -> None:
        self._function = function
        self._rest = list(rest)
        self.last: Sequence[Any] = ()
        self.sparse = [K.is_sparse(x) for x in inputs]
        self.one_by_one = one_by_one or any(self.sparse)

    def __call__(self, arrays: Sequence[Any]) -> Values:
        self.last = arrays
        return self._function([*arrays, *self._rest])

    @cached_property
    def over_batches(self) -> BatchesFunction:
        """The same for the samples of several batches, and their sizes."""
        function = K.over_batches(self._function)  # type: ignore[arg-type]
        return lambda arrays, sizes: function([*arrays, *self._rest], sizes)


class BlockRunner:
    """Runs the blocks of a source, and learns how many batches a block should have.

    Parameters
    ----------
    step : CompiledStep
    source : BatchSource
    stride : int
        A block ends where the number of batches of the epoch so far is a multiple of it; 0: anywhere.
    """

    def __init__(self, step: CompiledStep, source: BatchSource, stride: int = 0) -> None:
        self._step = step
        self._stride = stride
        self._alone = step.one_by_one or stride == 1 or source.single
        self._loops_single = source.loops_single
        self._batches = 1

    def limit(self, done: int) -> int:
        """The most batches for the next block, after `done` batches of the epoch; the first block has a single one."""
        if self._alone:
            return 1
        return min(self._batches, self._stride - done % self._stride) if self._stride else self._batches

    def run(self, block: Block) -> Sequence[Values]:
        """The values of each batch."""
        if self._alone:
            return [self._step(block.arrays)]
        begun = perf_counter()
        several = self._loops_single or len(block.sizes) > 1
        values = self._step.over_batches(block.arrays, block.sizes) if several else [self._step(block.arrays)]
        size = _bytes(block.arrays) + len(values) * _bytes(values[0])
        share = max((block.seconds + perf_counter() - begun) / SECONDS, size / BYTES)
        self._batches = max(1, int(len(values) / share))
        return values


def _bytes(arrays: Sequence[Any]) -> int:
    return sum(array.nbytes for array in arrays)
