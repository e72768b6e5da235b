"""Ctrl-C that waits where a library could not stand it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import Any

__all__ = ["uninterrupted"]


class _Waiting:
    """Notes an interrupt; who insists by a second one does not have to wait.

    handler: what is done about interrupts otherwise.
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
    """Within the block Ctrl-C waits for the block's end, the end of the outermost one if there are several.

    Python hands signals to its main thread; in others there is nothing to wait for.
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
