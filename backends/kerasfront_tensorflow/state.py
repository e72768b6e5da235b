"""The graph under construction, its session, and what has to be done before the session runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from kerasfront_tensorflow.library import tf

LOCK = threading.RLock()
"""Held while the graph grows: a `tf.Graph` may be built by one thread at a time."""


class State:
    """One graph with its session.

    Attributes
    ----------
    graph : tf.Graph
    pending : list of (variable, value)
        Variables that got no value in the session yet.
    learning_phase : tensor, int or None
        The scalar input, once somebody asked for it, or a fixed value.
    draws : variable or None
        Number of runs in which random numbers were drawn: with an operation's seed, it decides its next draw.
    counters : list of tensors
        Numbers of the current step of the loops whose bodies are being built, the outermost first.
    """

    def __init__(self) -> None:
        self.graph = tf.Graph()
        self.pending: list[tuple[Any, np.ndarray]] = []
        self.learning_phase: Any = None
        self.draws: Any = None
        self.counters: list[Any] = []
        self.manual_initialization = False
        self._session: Any = None

    @property
    def session(self) -> Any:
        """The session, with all variables initialised."""
        with LOCK:
            if self._session is None:
                self._session = tf.compat.v1.Session(graph=self.graph)
            if self.pending and not self.manual_initialization:
                pending, self.pending = self.pending, []
                self._write(self._session, pending)
            return self._session

    def replace_session(self, session: Any) -> None:
        """Run in another session of the same graph."""
        self._session = session

    def assign(self, pairs: list[tuple[Any, np.ndarray]]) -> None:
        """Write values into variables."""
        self._write(self.session, pairs)

    def _write(self, session: Any, pairs: list[tuple[Any, np.ndarray]]) -> None:
        """Each variable's initializer is fed by a placeholder, so nothing is added to the graph."""
        feeds = {variable.initializer.inputs[1]: value for variable, value in pairs}
        session.run([variable.initializer for variable, _ in pairs], feeds)

    def close(self) -> None:
        """Free what the session holds."""
        if self._session is not None:
            self._session.close()


_state = State()


def state() -> State:
    """The state in use."""
    return _state


def reset() -> None:
    """Throw the graph, its variables and its session away."""
    global _state
    with LOCK:
        _state.close()
        _state = State()


@contextmanager
def scope() -> Iterator[None]:
    """Within the block, TensorFlow's functions add to our graph, or to the loop or branch in it that is being built."""
    with LOCK:
        if _is_ours(tf.compat.v1.get_default_graph()):
            yield
        else:
            with _state.graph.as_default():
                yield


def _is_ours(graph: Any) -> bool:
    """Whether it is our graph, or that of a loop's body or of a branch in it."""
    while graph is not None and graph is not _state.graph:
        graph = getattr(graph, "outer_graph", None)
    return graph is not None


@contextmanager
def outermost() -> Iterator[None]:
    """Within the block, TensorFlow's functions add to our graph even while a loop or branch is being built."""
    graph = _state.graph
    with LOCK, graph.as_default(), graph.control_dependencies(None):
        yield


@contextmanager
def counting(step: Any) -> Iterator[None]:
    """Within the block, the body of a loop is built that counts its steps by `step`."""
    counters = _state.counters
    counters.append(step)
    try:
        yield
    finally:
        counters.pop()
