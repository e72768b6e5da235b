"""The one sum over all processes in each batch."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from kerasfront.batch_parts import BatchPart
from kerasfront.distributed.communicator import Communicator
from kerasfront.distributed.division import PartOfBatch
from kerasfront.distributed.values import SharedValues
from kerasfront.distributed.whereabouts import Whereabouts

Function = Callable[[Sequence[Any]], list[np.ndarray]]
"""As of `K.function`."""


class Exchange:
    """Add up what the processes found in each batch of a call; a graph may call it.

    Parameters
    ----------
    communicator : Communicator
    part : BatchPart
    values : SharedValues
    gradients, means : int
        Number of elements that are gradients, and of those after them that are means over rows. The values follow.
    whereabouts : Whereabouts, optional
        Is told which of the batches is at hand.

    Attributes
    ----------
    communicator : Communicator
        As given.
    """

    def __init__(
        self,
        communicator: Communicator,
        part: BatchPart,
        values: SharedValues,
        gradients: int = 0,
        means: int = 0,
        whereabouts: Whereabouts | None = None,
    ) -> None:
        self.communicator = communicator
        self._part = part
        self._values = values
        self._means = slice(gradients, gradients + means)
        self._whereabouts = whereabouts
        self._buffer = np.empty(0)
        self._batches: Sequence[PartOfBatch] = ()
        self._sums: list[np.ndarray] = []

    @contextmanager
    def of_batches(self, batches: Sequence[PartOfBatch]) -> Generator[None]:
        """In the block, these batches are run, one after the other."""
        self._batches, self._sums = batches, []
        with self._part.of_batch(*batches[0].place):
            self._note()
            yield

    def _note(self) -> None:
        """Note which of the batches is at hand."""
        if self._whereabouts is not None:
            self._whereabouts.note_following(len(self._batches) - len(self._sums) - 1)

    def __call__(self, mine: np.ndarray) -> np.ndarray:
        """Return the sums over all processes in the batch at hand, in an array that the next call overwrites."""
        with self._part.called():
            if self._buffer.shape != mine.shape:
                self._buffer = np.empty_like(mine)
            self._buffer[...] = mine
            values, shares = self._buffer[self._means.stop :], self._batches[len(self._sums)].shares
            self._buffer[self._means] *= float(shares[-1])
            self._values.weigh(values, shares)
            self.communicator.sum(self._buffer)
            self._sums.append(values.copy())
            if len(self._sums) < len(self._batches):
                self._part.go_on(*self._batches[len(self._sums)].place)
                self._note()
        return self._buffer

    def whole(self, kept: Sequence[Sequence[Any]]) -> list[list[Any]]:
        """The values of these batches, of which `kept` has what metrics of epochs keep of the rows of this process."""
        counts = [batch.counts for batch in self._batches]
        return self._values.whole(self._sums, kept, counts, self.communicator)

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
