"""Processes that were forked: TensorFlow's threads are not there, and whoever waits for one waits for ever."""

from __future__ import annotations

import os
import threading
from typing import Any

from kerasfront.errors import BackendError

_forked = False


def _note() -> None:
    global _forked
    _forked = True


os.register_at_fork(after_in_child=_note)


class LockOfOneProcess:
    """A lock that the thread which holds it may take again. In a forked process it refuses.

    Raises
    ------
    BackendError
        In a process that was forked from the one that made it.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()

    def __enter__(self) -> None:
        if _forked:
            raise BackendError(
                "TensorFlow does not work in a process that was forked from one which has loaded it. Start processes "
                "by spawn: multiprocessing.get_context('spawn'), or joblib's backend 'loky'; or let the parent not "
                "use K before it forks."
            )
        self._lock.acquire()

    def __exit__(self, *exception: Any) -> None:
        self._lock.release()
