"""The epoch and batch that a process is at, for messages and for the process that watches it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from kerasfront.callbacks import Callback

FIELDS = ("process", "epoch", "batch", "ended")
"""What a process notes: its number in the system, epoch and batch from 1 (0: before the first), and how it ended."""
ENDED, FAILED = 1, 2


class Board:
    """Notes of all processes in a file on one machine, which remain when a process is killed.

    Parameters
    ----------
    path : path
    size : int
        Number of processes, also an attribute.
    mode : str
        As of `numpy.memmap`: 'w+' creates the file.
    """

    def __init__(self, path: Path | str, size: int, mode: Any = "r+") -> None:
        self.notes = np.memmap(path, "int64", mode, shape=(size, len(FIELDS)))
        self.size = size

    def place(self, rank: int) -> str:
        """Say where a process is."""
        return said(*(int(number) for number in self.notes[rank, 1:3]))

    def process(self, rank: int) -> int:
        """Number of a process in the system; 0 if it has not started."""
        return int(self.notes[rank, 0])

    def first(self) -> int | None:
        """The first process that has noted anything; None if there is none."""
        return next((rank for rank in range(self.size) if self.process(rank)), None)

    def ended(self, rank: int) -> int:
        """`ENDED` or `FAILED`; 0 if the process did not say how it ended."""
        return int(self.notes[rank, 3])


class Whereabouts(Callback):
    """Note the epoch and the batch of every training of this process.

    Parameters
    ----------
    notes : array of int, optional
        Row of a `Board`.

    Attributes
    ----------
    is_noted : bool
        Whether there is a board.
    """

    may_lag = True

    def __init__(self, notes: np.ndarray | None = None) -> None:
        super().__init__()
        self.is_noted = notes is not None
        self._notes = np.zeros(len(FIELDS), "int64") if notes is None else notes
        self._notes[0] = os.getpid()
        self._announced = 0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Note the epoch."""
        self._announced = 0
        self._notes[1:3] = epoch + 1, 0

    def on_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Note the batch, which may be announced together with others."""
        self._announced = self._notes[2] = batch + 1

    def note_following(self, number: int) -> None:
        """Note the batch that so many of those that are announced follow."""
        self._notes[2] = self._announced - number

    def end(self, how: int) -> None:
        """Note that the process ends by itself."""
        self._notes[3] = how

    def __str__(self) -> str:
        return said(int(self._notes[1]), int(self._notes[2]))


def said(epoch: int, batch: int) -> str:
    """Name a place in a training."""
    if not epoch:
        return "before the first epoch"
    return f"in epoch {epoch}, " + (f"batch {batch}" if batch else "before its first batch")
