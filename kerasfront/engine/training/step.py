"""What a compiled model does with its batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

import kerasfront.engine.training.loops as loops
from kerasfront import backend as K
from kerasfront.backend.feeding import BatchesFunction
from kerasfront.backend.types import Tensor
from kerasfront.engine.training.batches import Order, cut
from kerasfront.engine.training.chunks import Pace, as_they_come, in_chunks
from kerasfront.engine.training.sparse import made_dense, rows_for


class Step:
    """What is done with a batch: from a list of arrays to a list of arrays.

    Parameters
    ----------
    function : callable
        Of `K.function`.
    inputs : list of placeholders
        Its inputs, as far as they belong to a batch.
    rest : list
        What the other inputs get, the same in every batch.

    Attributes
    ----------
    last : sequence of arrays
        The last batch that was a call of its own.
    """

    def __init__(
        self, function: Callable[[Sequence[Any]], list[np.ndarray]], inputs: Sequence[Tensor], rest: Sequence[Any] = ()
    ) -> None:
        self._function = function
        self._rest = list(rest)
        self.last: Sequence[Any] = ()
        self._sparse = [K.is_sparse(x) for x in inputs]

    def __call__(self, arrays: Sequence[Any]) -> list[np.ndarray]:
        self.last = arrays
        return self._function([*arrays, *self._rest])

    @cached_property
    def _over_batches(self) -> BatchesFunction:
        function = K.over_batches(self._function)
        return lambda arrays, sizes: function([*arrays, *self._rest], sizes)

    def work(self, arrays: Sequence[Any], order: Order, pace: Pace, done: int = 0) -> Iterable[loops.Work]:
        """The work of an epoch over `arrays`, without the first `done` batches; `pace` says how many a call has."""
        batches, arrays = order.epoch(done), rows_for(arrays, self._sparse)
        if self._alone(pace) or len(order) == 1:
            return loops.one_by_one(self, ((size, cut(arrays, key)) for size, key in batches))
        return in_chunks(self._over_batches, arrays, batches, pace, done)

    def read(
        self, batches: Iterable[loops.Sized], ready: Callable[[], bool], pace: Pace, done: int = 0
    ) -> Iterable[loops.Work]:
        """The work of batches that are read; see `as_they_come`."""
        if self._alone(pace):
            return loops.one_by_one(self, batches)
        batches = ((size, made_dense(arrays, self._sparse)) for size, arrays in batches)
        return as_they_come(self._together, batches, ready, pace, done)

    def _alone(self, pace: Pace) -> bool:
        """Whether each batch has to be a call of its own."""
        return pace.stride == 1 or any(self._sparse)

    def _together(self, arrays: Sequence[Any], sizes: Sequence[int]) -> list[list[Any]]:
        return self._over_batches(arrays, sizes) if len(sizes) > 1 else [self(arrays)]
