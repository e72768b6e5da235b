"""State that all graphs on Theano share: the learning phase, the lock, and the loops under construction.

Theano has no graph object, and keeps values in the variables themselves.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

LOCK = threading.RLock()
"""Held while a function is compiled, because Theano compiles in one thread at a time, and while the state changes."""

# Otherwise it stays held where another thread compiled while this process was forked.
os.register_at_fork(after_in_child=LOCK._at_fork_reinit)  # type: ignore[attr-defined]


COLLECTION_INTERVAL = 100
"""Number of placeholders after which garbage is collected: models and their tensors hold each other, and models loaded
one after the other would fill the memory long before Python collects them by itself."""


class SharedState:
    """State that `reset` discards.

    Attributes
    ----------
    learning_phase : variable, int or None
        The scalar input, once somebody asked for it, or a fixed value.
    """

    def __init__(self) -> None:
        self.learning_phase: Any = None
        self._placeholders = 0

    def count_placeholder(self) -> None:
        """Count a new placeholder, and collect garbage from time to time."""
        self._placeholders += 1
        if self._placeholders % COLLECTION_INTERVAL == 0:
            gc.collect()


_state = SharedState()


def state() -> SharedState:
    """The state in use."""
    return _state


def reset() -> None:
    """Forget the state. Python frees graphs that are no longer in use."""
    global _state
    _state = SharedState()


@dataclass
class Loop:
    """A loop whose step is being built.

    Attributes
    ----------
    number : variable
        Stands for the number of the step, from 0.
    streams : list
        The streams of random numbers that the step makes.
    """

    number: Any
    streams: list[Any] = field(default_factory=list)


_loops: ContextVar[tuple[Loop, ...]] = ContextVar("kerasfront_theano_loops", default=())


@contextmanager
def building_loop(loop: Loop) -> Iterator[None]:
    """Note within the block that the step of `loop` is being built."""
    token = _loops.set((*_loops.get(), loop))
    try:
        yield
    finally:
        _loops.reset(token)


def collect(stream: Any) -> None:
    """Note a new stream of random numbers for all loops whose steps are being built."""
    for loop in _loops.get():
        loop.streams.append(stream)


def loop_counters() -> list[Any]:
    """Numbers of the current step of the loops whose steps are being built, the outermost first."""
    return [loop.number for loop in _loops.get()]
