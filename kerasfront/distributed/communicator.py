"""Communicators, which carry sums and messages between the processes of a training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, Protocol

import numpy as np

from kerasfront.errors import UnknownNameError, near_misses
from kerasfront.plugins import names, plugged

GROUP = "kerasfront.communicators"
"""Entry points: functions from the timeout in seconds to a `Communicator`."""


class Communicator(Protocol):
    """Protocol of the connection of a process to the others.

    All processes call the same methods in the same order. One that waits for longer than the timeout, because another
    process is stuck or has left, ends all of them.

    Attributes
    ----------
    rank : int
        Number of this process, from 0.
    size : int
        Number of processes.
    place : callable
        Says where this process is in its training, for messages.
    """

    place: Callable[[], str]

    @property
    def rank(self) -> int: ...

    @property
    def size(self) -> int: ...

    def sum(self, array: np.ndarray) -> None:
        """Replace a contiguous array of numbers by the sum over all processes, bit by bit the same on each."""
        ...

    def broadcast(self, thing: Any) -> Any:
        """Return the object that process 0 gives."""
        ...

    def all_gather(self, thing: Any) -> list[Any]:
        """Return the objects of all processes, in their order, on each."""
        ...

    def barrier(self) -> None:
        """Wait for all processes."""
        ...

    def leave(self) -> None:
        """Tell the others that this process is about to end, and wait until all do."""
        ...

    def abort(self, reason: str, status: int = 1) -> NoReturn:
        """End all processes: print the reason, a sentence, and let the job end with this exit status."""
        ...


def find_communicator(name: str, timeout: float) -> Communicator:
    """Connect this process by the communicator of this name.

    Raises
    ------
    UnknownNameError
        If no installed package has it.
    """
    for connect in plugged(GROUP, name):
        return connect(timeout)
    raise UnknownNameError(f"Unknown communicator {name!r}. {near_misses(name, names(GROUP))}")
