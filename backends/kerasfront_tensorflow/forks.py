"""Processes that were forked: TensorFlow's threads are not there, and whoever waits for one waits for ever."""

from __future__ import annotations

from typing import Any, NoReturn

from kerasfront.errors import BackendError


class LockOfAnotherProcess:
    """What a lock becomes in a process that was forked from the one that made it.

    Raises
    ------
    BackendError
        Whenever somebody wants it.
    """

    def __enter__(self) -> NoReturn:
        raise BackendError(
            "TensorFlow does not work in a process that was forked from one which has loaded it. Start processes by "
            "spawn: multiprocessing.get_context('spawn'), or joblib's backend 'loky'; or let the parent not use K "
            "before it forks."
        )

    def __exit__(self, *exception: Any) -> None:
        """Nobody gets here."""
