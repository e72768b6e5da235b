"""What all graphs of this backend share."""

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
"""Held while a function is compiled, because Theano compiles in one thread at a time, and while `State` changes."""

# Otherwise it stays held where another thread compiled while this process was forked.
os.register_at_fork(after_in_child=LOCK._at_fork_reinit)  # type: ignore[attr-defined]


PATIENCE = 100
"""Number of placeholders after which garbage is collected: models and their tensors hold each other, and those that are
loaded one after the other would fill the memory long before Python looks by itself."""


class State:
    """What `reset` forgets.

    Attributes
    ----------
    learning_phase : variable, int or None
        The scalar input, once somebody asked for it, or a fixed value.
    """

    def __init__(self) -> None:
        self.learning_phase: Any = None
        self._placeholders = 0

    def count_placeholder(self) -> None:
        """Collect garbage from time to time."""
        self._placeholders += 1
        if self._placeholders % PATIENCE == 0:
            gc.collect()


_state = State()


def state() -> State:
    """The state in use."""
    return _state


def reset() -> None:
    """Start anew. Graphs are freed by Python once nobody holds them."""
    global _state
    _state = State()


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
    """Within the block, the step of `loop` is built."""
    token = _loops.set((*_loops.get(), loop))
    try:
        yield
    finally:
        _loops.reset(token)


def collect(stream: Any) -> None:
    """Note a new stream of random numbers for all loops whose steps are being built."""
    for loop in _loops.get():
        loop.streams.append(stream)


def steps() -> list[Any]:
    """Numbers of the current step of the loops whose steps are being built, the outermost first."""
    return [loop.number for loop in _loops.get()]
