"""The one sum over all processes in each batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kerasfront.batch_parts import BatchPart
from kerasfront.distributed.communicator import Communicator
from kerasfront.distributed.values import SharedValues

Function = Callable[[Sequence[Any]], list[np.ndarray]]
"""As of `K.function`."""


class Exchange:
    """Add up what the processes found in a batch; a graph may call it.

    Parameters
    ----------
    communicator : Communicator
    part : BatchPart
    values : SharedValues
    gradients, means : int
        Number of elements that are gradients, and of those after them that are means over rows. The values follow.

    Attributes
    ----------
    communicator, part : Communicator, BatchPart
        As given.
    shares : array
        Shares of this process in the batch at hand.
    """

    def __init__(
        self, communicator: Communicator, part: BatchPart, values: SharedValues, gradients: int = 0, means: int = 0
    ) -> None:
        self.communicator = communicator
        self.part = part
        self._values = values
        self._means = slice(gradients, gradients + means)
        self._buffer = np.empty(0)
        self.shares = np.empty(0)

    def __call__(self, mine: np.ndarray) -> np.ndarray:
        """Return the sums over all processes, in an array that the next call overwrites."""
        with self.part.called():
            if self._buffer.shape != mine.shape:
                self._buffer = np.empty_like(mine)
            self._buffer[...] = mine
            self._buffer[self._means] *= float(self.shares[-1])
            self._values.weigh(self._buffer[self._means.stop :], self.shares)
            self.communicator.sum(self._buffer)
        return self._buffer

    def whole(self, kept: Sequence[Any]) -> list[Any]:
        """The values of the last batch, of which `kept` has what metrics of epochs keep of the rows of this process."""
        sums = self._buffer[self._means.stop :].copy()
        return self._values.whole(sums, kept, self.shares[-1] > 0, self.communicator)

    def between(self, compute: Function, change: Function | None = None) -> Function:
        """Join two functions to one: the last array of the first is added up, and given to the second.

        That gets the sums of gradients and means only.
        """

        def both(given: Sequence[Any]) -> list[np.ndarray]:
            *others, mine = compute(given)
            sums = self(mine)
            if change is not None:
                change([sums[: self._means.stop]])
            return others

        return both
