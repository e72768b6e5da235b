"""Delay Ctrl-C where an interrupted library would be left inconsistent."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import Any

__all__ = ["uninterrupted"]


class _Waiting:
    """Signal handler that notes an interrupt, and passes a second one on at once.

    Parameters
    ----------
    handler : callable
        The handler that it stands in for.
    """

    def __init__(self, handler: Callable[[int, FrameType | None], Any]) -> None:
        self.handler = handler
        self.noted = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self.noted:
            self.noted = False
            self.handler(number, frame)
        self.noted = True


@contextmanager
def uninterrupted() -> Generator[None]:
    """Delay Ctrl-C until the end of the block, or of the outermost block if they are nested.

    In threads other than the main one, to which Python delivers signals, nothing is done.
    """
    handler = signal.getsignal(signal.SIGINT)
    main = threading.current_thread() is threading.main_thread()
    if not main or not callable(handler) or isinstance(handler, _Waiting):
        yield
        return
    waiting = _Waiting(handler)
    signal.signal(signal.SIGINT, waiting)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if waiting.noted:
            handler(signal.SIGINT, None)
