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
from kerasfront.engine.training.batches import Order
from kerasfront.engine.training.chunks import Pace, in_chunks


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
        self._sparse = any(K.is_sparse(x) for x in inputs)

    def __call__(self, arrays: Sequence[Any]) -> list[np.ndarray]:
        self.last = arrays
        return self._function([*arrays, *self._rest])

    @cached_property
    def _over_batches(self) -> BatchesFunction:
        function = K.over_batches(self._function)
        return lambda arrays, sizes: function([*arrays, *self._rest], sizes)

    def work(self, arrays: Sequence[Any], order: Order, pace: Pace, one_by_one: bool = False) -> Iterable[loops.Work]:
        """The work of an epoch over `arrays`.

        one_by_one: each batch is a call of its own; otherwise, `pace` says how many a call has.
        """
        if one_by_one or self._sparse or len(order) == 1:
            return loops.one_by_one(self, arrays, order.epoch())
        return in_chunks(self._over_batches, arrays, order.epoch(), pace)
