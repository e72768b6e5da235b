"""What all graphs of this engine share."""

from __future__ import annotations

import threading
from typing import Any

LOCK = threading.RLock()
"""Held while a function is compiled: Theano compiles in one thread at a time."""


class State:
    """Attributes
    ----------
    learning_phase : variable, int or None
        The scalar input, once somebody asked for it, or a fixed value.
    streams : list of lists
        For each loop whose step is being built, the outermost first, the streams of random numbers that the step draws from.
    """

    def __init__(self) -> None:
        self.learning_phase: Any = None
        self.streams: list[list[Any]] = []


_state = State()


def state() -> State:
    """The state in use."""
    return _state


def reset() -> None:
    """Start anew. Graphs are freed by Python once nobody holds them."""
    global _state
    _state = State()
