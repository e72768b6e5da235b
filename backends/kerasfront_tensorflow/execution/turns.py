"""Turns of the threads that work on one graph's variables."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from kerasfront_tensorflow.execution import lock
from kerasfront_tensorflow.internals import holds, is_foreign_thread

Result = TypeVar("Result")


class Turns:
    """A lock of readers and writers: work that changes variables runs alone, work that only reads them runs together.

    A turn is a lock that its thread holds by `with`, which no interrupt can separate from its release. What an
    interrupt leaves in the list of turns is a lock that is free, for which nobody has to wait.
    """

    def __init__(self) -> None:
        self._gate = threading.RLock()  # held while a thread waits, so that those who come later do not overtake it
        self._running: dict[Any, tuple[int, bool]] = {}  # lock of a turn -> (thread, whether it changes variables)

    def run(self, changes: bool, work: Callable[..., Result], *args: Any) -> Result:
        """Call `work`, which `changes` variables or does not, when it is its turn."""
        with lock.LOCK:
            pass  # a forked process ends here, before it waits for threads that it does not have
        running, turn = self._running, threading.Lock()
        with turn:
            try:
                if not running or not self._is_within():
                    with self._gate:
                        for other, (_, others_change) in list(running.items()):
                            if changes or others_change:
                                with other:
                                    running.pop(other, None)
                        running[turn] = threading.get_ident(), changes
                return work(*args)
            finally:
                running.pop(turn, None)

    def _is_within(self) -> bool:
        """Whether somebody with a turn may wait for this thread, which therefore must not wait.

        That is so if the thread has a turn itself; if it is one of TensorFlow's, which run the Python functions in a
        graph; and if it builds, because all who work need the lock of the graph for a moment.
        """
        here = threading.get_ident()
        has_turn = any(thread == here for thread, _ in list(self._running.values()))
        return has_turn or is_foreign_thread() or holds(lock.LOCK)
