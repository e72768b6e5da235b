"""What all graphs of this engine share."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

LOCK = threading.RLock()
"""Held while a function is compiled, because Theano compiles in one thread at a time, and while `State` changes."""


class State:
    """What `reset` forgets.

    Attributes
    ----------
    learning_phase : variable, int or None
        The scalar input, once somebody asked for it, or a fixed value.
    """

    def __init__(self) -> None:
        self.learning_phase: Any = None


_state = State()


def state() -> State:
    """The state in use."""
    return _state


def reset() -> None:
    """Start anew. Graphs are freed by Python once nobody holds them."""
    global _state
    _state = State()


_loops: ContextVar[tuple[list[Any], ...]] = ContextVar("kerasfront_theano_loops", default=())


@contextmanager
def collecting_streams() -> Iterator[list[Any]]:
    """Collect the streams of random numbers that are made within the block, for a loop whose step is built in it."""
    streams: list[Any] = []
    token = _loops.set((*_loops.get(), streams))
    try:
        yield streams
    finally:
        _loops.reset(token)


def collect(stream: Any) -> None:
    """Note a new stream of random numbers for all loops whose steps are being built."""
    for streams in _loops.get():
        streams.append(stream)
