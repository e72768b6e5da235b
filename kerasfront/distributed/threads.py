"""Processes that are threads of one process: for tests of what trains together, and of other communicators."""

from __future__ import annotations

import pickle
import random
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any, NoReturn, TypeVar

import numpy as np

from kerasfront.batch_parts import ACTIVE as PART
from kerasfront.distributed.strategy import DataParallel
from kerasfront.distributed.whereabouts import Whereabouts
from kerasfront.engine.training.strategy import ACTIVE
from kerasfront.errors import KerasfrontError
from kerasfront.registry import custom_object_scope

T = TypeVar("T")


class Aborted(KerasfrontError, RuntimeError):
    """A thread has ended all of them."""


class Meeting:
    """Meeting place of threads. One of them runs at a time, with random generators of its own.

    Parameters
    ----------
    size : int
        Number of threads.
    timeout : float
        Seconds after which a thread gives up on the others.
    """

    def __init__(self, size: int, timeout: float) -> None:
        self.size = size
        self.turn = threading.Lock()
        self.reason = ""
        self._things: list[Any] = [None] * size
        self._barrier = threading.Barrier(size, timeout=timeout)

    def exchange(self, rank: int, thing: Any) -> list[Any]:
        """Return what all threads brought."""
        self._things[rank] = thing
        self._wait()
        found = list(self._things)
        self._wait()
        return found

    def stop(self, reason: str) -> None:
        """Let all threads end at once."""
        self.reason = self.reason or reason
        self._barrier.abort()

    def _wait(self) -> None:
        with self._resting():
            try:
                self._barrier.wait()
            except threading.BrokenBarrierError:
                raise Aborted(self.reason or "A thread did not come in time.") from None

    @contextmanager
    def _resting(self) -> Generator[None]:
        """Let other threads run within the block."""
        numpy, python = np.random.get_state(), random.getstate()
        self.turn.release()
        try:
            yield
        finally:
            self.turn.acquire()
            np.random.set_state(numpy)
            random.setstate(python)


class ThreadCommunicator:
    """A communicator of one of several threads."""

    def __init__(self, meeting: Meeting, rank: int) -> None:
        self._meeting = meeting
        self.rank = rank
        self.size = meeting.size
        self.place: Callable[[], str] = lambda: ""

    def sum(self, array: np.ndarray) -> None:
        """Replace an array by the sum over all threads, added in their order."""
        parts = self._meeting.exchange(self.rank, array.copy())
        array[...] = sum(parts[1:], parts[0])

    def broadcast(self, thing: Any) -> Any:
        """Return a copy of the object that thread 0 gives."""
        return self.all_gather(thing if self.rank == 0 else None)[0]

    def all_gather(self, thing: Any) -> list[Any]:
        """Return copies of the objects of all threads."""
        return [pickle.loads(content) for content in self._meeting.exchange(self.rank, pickle.dumps(thing))]

    def barrier(self) -> None:
        """Wait for all threads."""
        self._meeting.exchange(self.rank, None)

    def leave(self) -> None:
        """Wait until all threads are about to end."""
        self.barrier()

    def abort(self, reason: str, status: int = 1) -> NoReturn:
        """End all threads."""
        self._meeting.stop(reason)
        raise Aborted(reason)


def run_in_threads(size: int, function: Callable[[ThreadCommunicator], T], timeout: float = 600.0) -> list[T]:
    """Call a function in several threads that train together, and return their results.

    Parameters
    ----------
    size : int
        Number of threads.
    function : callable
        Receives the communicator of its thread, and runs on the backend of the caller. What it compiles and trains is
        divided among the threads.
    timeout : float
        Seconds that threads wait for each other.

    Raises
    ------
    Exception
        The first one of a thread; the other threads end, too.
    """
    meeting = Meeting(size, timeout)
    results: list[Any] = [None] * size
    errors: list[Exception] = []

    def work(rank: int, numpy: Any, python: Any) -> None:
        communicator = ThreadCommunicator(meeting, rank)
        whereabouts = Whereabouts()
        communicator.place = lambda: str(whereabouts)
        strategy = DataParallel(communicator, whereabouts)
        with meeting.turn, custom_object_scope({ACTIVE: lambda: strategy, PART: lambda: strategy.part}):
            np.random.set_state(numpy)
            random.setstate(python)
            try:
                results[rank] = function(communicator)
            except Exception as error:
                errors.append(error)
                meeting.stop(f"Thread {rank} failed: {error}")

    states = np.random.get_state(), random.getstate()
    threads = [threading.Thread(target=copy_context().run, args=(work, rank, *states)) for rank in range(size)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    np.random.set_state(states[0])
    random.setstate(states[1])
    for error in errors:
        raise error
    return results
