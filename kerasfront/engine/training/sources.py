"""Sources of data, which return batches in blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Protocol

import numpy as np

from kerasfront.engine.training.batches import Key, batch_shuffle, cut_several, make_batches
from kerasfront.engine.training.positions import Start, check_order, refuse
from kerasfront.engine.training.sparse import rows_for
from kerasfront.errors import ArgumentError

Cut = Callable[[Sequence[Any], Sequence[Key]], list[Any]]
"""Function that cuts batches, one after the other, from arrays of all samples."""


@dataclass(frozen=True)
class Block:
    """Batches that are run in one call.

    Attributes
    ----------
    sizes : sequence of int
        Number of samples of each batch.
    arrays : sequence of arrays
        Each holds the samples of all batches, one batch after the other.
    seconds : float
        Time that it took to read them.
    """

    sizes: Sequence[int]
    arrays: Sequence[Any]
    seconds: float


class BatchSource(Protocol):
    """A source of the batches of an epoch.

    Attributes
    ----------
    steady : bool
        Whether a block has as many batches as are asked for, as long as there are any.
    single : bool
        Whether an epoch has one batch only.
    """

    steady: bool
    single: bool

    def start(self, start: Start) -> None:
        """Start an epoch, or continue the one that `position` is in."""
        ...

    def take(self, limit: int) -> Block | None:
        """Return the next batches, at most `limit`; None at the end of the epoch."""
        ...

    @property
    def position(self) -> np.ndarray:
        """The position as integers. A position to set must have passed `check_position`."""
        ...

    @position.setter
    def position(self, position: np.ndarray) -> None: ...

    def check_position(self, position: np.ndarray, batches: int, samples: int) -> None:
        """Reject a value that cannot be the position after so many batches and samples of an epoch."""
        ...


class ArraySource:
    """Batches of arrays, which may be larger than memory.

    Parameters
    ----------
    arrays : sequence of arrays
        Of equally many samples.
    batch_size : int
    shuffle : bool or 'batch'
        True: all samples anew in each epoch, by NumPy's global generator. 'batch': whole batches. False: as they come.
    sparse : sequence of bool, optional
        Which of the arrays may be given on as sparse matrices; default: none.
    cut : callable
        From arrays and the keys of batches to the arrays of these batches.

    Attributes
    ----------
    position : array of int
        Numbers of the samples, in the order of the last epoch, which the next one shuffles.

    Raises
    ------
    ArgumentError
        If `shuffle` is anything else.
    """

    steady = True

    def __init__(
        self,
        arrays: Sequence[Any],
        batch_size: int,
        shuffle: bool | str = False,
        sparse: Sequence[bool] = (),
        cut: Cut = cut_several,
    ) -> None:
        if shuffle not in (True, False, "batch"):
            raise ArgumentError(f"shuffle must be True, False or 'batch', got {shuffle!r}.")
        self.samples = int(arrays[0].shape[0])
        self.position = np.arange(self.samples)
        self.single = self.samples <= batch_size
        self._arrays = rows_for(arrays, sparse)
        self._cut = cut
        self._batch_size = batch_size
        self._shuffle = shuffle if shuffle == "batch" else bool(shuffle)
        self._done = 0

    def start(self, start: Start) -> None:
        """Start an epoch: shuffle the samples, unless it continues after some batches."""
        self._done = start.samples
        if not start.batches:
            self._shuffle_samples()

    def take(self, limit: int) -> Block | None:
        """Return the next batches of the arrays."""
        begin, self._done = self._done, min(self.samples, self._done + limit * self._batch_size)
        if begin >= self._done:
            return None
        begun = perf_counter()
        ends = [*range(begin, self._done, self._batch_size), self._done]
        numbers = [*map(self.position.__getitem__, map(slice, ends, ends[1:]))]
        keys: list[Key] = [*numbers]
        if self._shuffle is not True:
            keys = [slice(int(key[0]), int(key[-1]) + 1) for key in numbers]
        arrays = self._cut(self._arrays, keys)
        return Block([*map(len, numbers)], arrays, perf_counter() - begun)

    def check_position(self, position: np.ndarray, batches: int, samples: int) -> None:
        """Reject an order that `shuffle` cannot produce, or another number of samples."""
        count, size = self.samples, self._batch_size
        check_order(position, count, "samples")
        for start, stop in make_batches(count, count if self._shuffle is False else size):
            if self._shuffle is not True and position[stop - 1] - position[start] != stop - start - 1:
                refuse("it does not have the samples in an order that this training has")
        if samples != min(batches * size, count):
            refuse(f"{batches} batches of {size} are not {samples} of {count} samples")

    def _shuffle_samples(self) -> None:
        if self._shuffle == "batch":
            self.position = batch_shuffle(self.position, self._batch_size)
        elif self._shuffle:
            np.random.shuffle(self.position)
