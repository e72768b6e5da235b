"""Division of a batch among processes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from kerasfront.engine.training.batches import Key, cut, cut_several


class PartOfBatch(NamedTuple):
    """The part of this process in a batch.

    Attributes
    ----------
    first, rows : int
        Number of the first of its rows, and how many it computes.
    counts : bool
        Whether they count.
    shares : array
        Its shares in the outputs, then that in the rows.
    """

    first: int
    rows: int
    counts: bool
    shares: np.ndarray

    @property
    def place(self) -> tuple[int, int, bool]:
        """What a `BatchPart` knows of it."""
        return self[:3]


class Division:
    """The part of a process in each batch: of n rows, those from n * rank // size to n * (rank + 1) // size.

    A process without rows takes one row in their place, which counts nothing: so everything has values.

    Parameters
    ----------
    rank, size : int
        Number of the process, and of all.
    weights : int
        Number of the last of the arrays that are weights of samples. These are read for the whole batch.
    """

    def __init__(self, rank: int, size: int, weights: int) -> None:
        self._rank = rank
        self._size = size
        self._weights = weights

    def rows(self, samples: int) -> slice:
        """Rows of a batch that are those of this process."""
        return slice(samples * self._rank // self._size, samples * (self._rank + 1) // self._size)

    def read(self, samples: int) -> slice:
        """Rows that it reads: its own, or one in their place."""
        rows = self.rows(samples)
        return rows if rows.stop > rows.start else slice(min(rows.start, samples - 1), min(rows.start, samples - 1) + 1)

    def computed(self, samples: int) -> int:
        """Number of the rows that it reads."""
        read = self.read(samples)
        return read.stop - read.start

    def part(self, rows: int, shares: np.ndarray) -> PartOfBatch:
        """The part of this process in a batch, of which it reads some rows, and has these shares."""
        share = float(shares[-1])
        return PartOfBatch(self.rows(round(rows / share)).start if share else 0, rows, share > 0, shares)

    def cut(self, arrays: Sequence[Any], keys: Sequence[Key]) -> list[Any]:
        """Cut the part of this process in batches, one after the other, and add its shares as a last array."""
        data = len(arrays) - self._weights
        parts = cut_several(arrays[:data], [part_of(key, self.read(length(key))) for key in keys])
        weights = [cut(arrays[data:], key) for key in keys]
        reads = [self.read(length(key)) for key in keys]
        of_batches = [[array[read] for array in of_batch] for read, of_batch in zip(reads, weights)]
        shares = [self.shares(length(key), of_batch) for key, of_batch in zip(keys, weights)]
        repeated = [np.tile(row, (read.stop - read.start, 1)) for row, read in zip(shares, reads)]
        return [*parts, *(np.concatenate(batches) for batches in zip(*of_batches)), np.concatenate(repeated)]

    def shares(self, samples: int, weights: Sequence[np.ndarray]) -> np.ndarray:
        """Share of this process in what counts: in the weights that are not 0 of each output, and in the rows.

        The loss of an output is a mean over the weights that are not 0; so the loss of a batch is the sum over
        processes of their losses times these shares. Everything else that is a mean over rows has the last share.
        """
        rows = self.rows(samples)
        counts = [(np.count_nonzero(array[rows]), np.count_nonzero(array)) for array in weights]
        return np.array([*(mine / max(all_, 1) for mine, all_ in counts), (rows.stop - rows.start) / samples])


def length(key: Key) -> int:
    """Number of samples that a key selects."""
    return len(key) if isinstance(key, np.ndarray) else key.stop - key.start


def part_of(key: Key, rows: slice) -> Key:
    """Select rows of what a key selects."""
    return key[rows] if isinstance(key, np.ndarray) else slice(key.start + rows.start, key.start + rows.stop)
