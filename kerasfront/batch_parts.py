"""The part of a process in the batches that several processes train on together.

What a graph computes may depend on it: random numbers are drawn for the rows that a process has, and statistics of a
batch are sums over all processes. Who builds such an operation asks for `current_part` then and keeps it, because
backends call Python in threads of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager

import numpy as np

from kerasfront.registry import Registry

PARTS = Registry("part of batches")
ACTIVE = "active part of batches"
"""The name under which the function is registered that gives the part of this process."""


class BatchPart:
    """The part of a process in each batch.

    Parameters
    ----------
    rank, size : int
        Number of the process, and of all.
    add : callable, optional
        Replaces an array by the sum over all processes, in each of them.

    Attributes
    ----------
    rank, size : int
        As given.
    first, rows : int
        Number of the first of its rows in the batch at hand, and how many they are; rows is 0 between batches.
    counts : bool
        Whether these rows count: a process without rows computes one in their place.
    """

    def __init__(self, rank: int = 0, size: int = 1, add: Callable[[np.ndarray], None] | None = None) -> None:
        self.rank, self.size, self._add = rank, size, add
        self.first, self.rows, self.counts = 0, 0, True
        self._error: BaseException | None = None

    @contextmanager
    def of_batch(self, first: int, rows: int, counts: bool = True) -> Generator[None]:
        """In the block, the batch at hand is one in which the process has these rows.

        What was raised in `called` leaves the block as it was raised.
        """
        before = self.first, self.rows, self.counts
        self.go_on(first, rows, counts)
        try:
            yield
        except BaseException:
            error, self._error = self._error, None
            if error is not None:
                raise error from None
            raise
        finally:
            self.go_on(*before)

    def go_on(self, first: int, rows: int, counts: bool = True) -> None:
        """Let the batch at hand be another one, in which the process has these rows."""
        self.first, self.rows, self.counts = first, rows, counts

    @contextmanager
    def called(self) -> Generator[None]:
        """Keep what the block raises, which a graph calls: the backend would tell it in words of its own."""
        try:
            yield
        except BaseException as error:
            self._error = error
            raise

    def rows_before(self, size: int) -> int:
        """Number of rows of the whole batch before those of this process, of which there are `size`."""
        return self.first * size // self.rows if self.rows else 0

    def total(self, array: np.ndarray) -> np.ndarray:
        """Return the sum over the processes that have rows in the batch at hand; between batches, the array itself."""
        if not self.rows or self._add is None:
            return array
        with self.called():
            sums = np.array(array if self.counts else np.zeros_like(array), order="C")
            self._add(sums)
        return sums

    def total_of_gradients(self, array: np.ndarray) -> np.ndarray:
        """Return the gradient by what a process gave to `total`, from its gradient by the sum."""
        sums = self.total(array)
        return sums if self.counts else np.zeros_like(sums)


@PARTS.register(ACTIVE)
def whole_batches() -> BatchPart | None:
    """Return None: the process trains alone."""
    return None


def current_part() -> BatchPart | None:
    """Return the part of this process in the batches of what is built now, or None if it trains alone."""
    return PARTS.find(ACTIVE)()
