"""The lock of the graph, and its end in processes that were forked.

TensorFlow's threads do not survive a fork, and whoever waits for one of them waits for ever.
"""

from __future__ import annotations

import os
import threading
from typing import Any, NoReturn

from kerasfront.errors import BackendError

LOCK: Any = threading.RLock()
"""Held while a graph grows, because only one thread at a time may add to a `tf.Graph`. Read it as `lock.LOCK`: a forked
process has another one."""


class LockAfterFork:
    """The lock in a process that was forked from the one that made it.

    Raises
    ------
    BackendError
        On every attempt to acquire it.
    """

    def __enter__(self) -> NoReturn:
        raise BackendError(
            "TensorFlow does not work in a process that was forked from one which has loaded it. Start processes by "
            "spawn: multiprocessing.get_context('spawn'), or joblib's backend 'loky'; or let the parent not use K "
            "before it forks."
        )

    def __exit__(self, *exception: Any) -> None:
        """Do nothing: the block was never entered."""


def _replace_lock() -> None:
    global LOCK
    LOCK = LockAfterFork()


os.register_at_fork(after_in_child=_replace_lock)
