"""Steps of training, testing and prediction, which run blocks of batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from time import perf_counter
from typing import Any, Protocol

from kerasfront import backend as K
from kerasfront.backend.feeding import BatchesFunction
from kerasfront.backend.types import Tensor, Update
from kerasfront.engine.training.batches import cut_several
from kerasfront.engine.training.sources import BatchSource, Block, Cut

SECONDS = 0.2
"""Maximum seconds of a call: interruptions, callbacks that stop and the progress bar wait for its end."""

BYTES = 2**24
"""Maximum bytes of the data of a call. With copies, up to five times as much memory is in use."""

Values = Sequence[Any]
"""Values of a batch: numbers in training and testing, arrays in prediction."""


class CompiledStep:
    """A compiled step: from the arrays of a batch to its values.

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
    cut : callable
        Cuts what a call takes of some batches, one after the other, from arrays of all samples.
    shared : bool
        Whether other processes make their parts of it, in calls of as many batches.
    """

    cut: Cut = staticmethod(cut_several)
    shared = False

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

    def part(self, arrays: Sequence[Any]) -> Sequence[Any]:
        """Return what this process takes of a batch: all of it."""
        return arrays

    def agreed(self, batches: int) -> int:
        """Return the number of batches of the next call, for which this process would take `batches`."""
        return batches

    @cached_property
    def over_batches(self) -> BatchesFunction:
        """Run several batches, given by their samples and sizes, in one call."""
        function = K.over_batches(self._function)  # type: ignore[arg-type]
        return lambda arrays, sizes: function([*arrays, *self._rest], sizes)


class Steps(Protocol):
    """The steps of one compiled container.

    Attributes
    ----------
    loss : scalar tensor
        Its gradients are those that the optimizer follows.
    layer_updates : list of updates
        Those of the layers in a training step.
    """

    @property
    def loss(self) -> Tensor: ...

    @property
    def layer_updates(self) -> list[Update]: ...

    def train(self) -> CompiledStep:
        """Compile the training step."""
        ...

    def test(self) -> CompiledStep:
        """Compile the step of testing."""
        ...


MakeStep = Callable[[], CompiledStep]
"""Function that makes a training step, to be used instead of that of the compilation."""


class BlockRunner:
    """Run the blocks of a source, and adapt the number of batches of a block.

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
        self._alone = step.one_by_one or stride == 1 or source.single or step.shared and not source.steady
        self._loops_single = source.steady  # since longer blocks are going to follow
        self._batches = 1

    def limit(self, done: int) -> int:
        """Maximum number of batches of the next block, after `done` batches of the epoch; 1 for the first block."""
        if self._alone:
            return 1
        batches = self._step.agreed(self._batches)
        return min(batches, self._stride - done % self._stride) if self._stride else batches

    def run(self, block: Block) -> Sequence[Values]:
        """Run a block, and return the values of each batch."""
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
