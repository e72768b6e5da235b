"""The graph under construction, its session, and what has to be done before the session runs."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from kerasfront.errors import NotReadyError
from kerasfront_tensorflow.library import tf

LOCK = threading.RLock()
"""Held while the graph grows: a `tf.Graph` may be built by one thread at a time."""

ROOM = 600
"""Number of tensors after which it is worth looking whether anybody still uses the graph: a session takes the longer to
prepare a new function, the larger its graph is, and a graph cannot forget anything."""

LOOKS = 4
"""How often to look in vain before waiting until the graph has doubled. A model makes several placeholders; only at the
first of them may nobody use the graph."""


class Life:
    """What everything that uses a graph holds: tensors, variables and functions. The graph itself does not hold it.

    Attributes
    ----------
    state : State
    """

    def __init__(self, owner: State) -> None:
        self.state = owner


class State:
    """One graph with its session.

    Attributes
    ----------
    graph : tf.Graph
    pending : dict of operation to array
        Initializers of variables that got no value in the session yet, with the value. Every read or write that goes
        through the session prepares it for new work, so values stay here until something else has to run.
    learning_phase : tensor, int or None
        The scalar input, once somebody asked for it, or a fixed value.
    streams : list of variables
        For each random operation, its seed and how often it was run, which decide its next draw.
    counters : list of tensors
        Numbers of the current step of the loops whose bodies are being built, the outermost first.
    made : int
        Number of tensors that were handed out.
    lent : bool
        Whether the session came from outside or was handed out, so that the graph has to stay.
    """

    def __init__(self) -> None:
        self.graph = tf.Graph()
        self.graph.switch_to_thread_local()
        self.pending: dict[Any, np.ndarray] = {}
        self.learning_phase: Any = None
        self.streams: list[Any] = []
        self.counters: list[Any] = []
        self.manual_initialization = False
        self.made = 0
        self.lent = False
        self._room = ROOM
        self._looks = 0
        self._closed = False
        self._session: Any = None
        self._life: Callable[[], Life | None] = lambda: None

    @property
    def session(self) -> Any:
        """The session, with all variables initialised.

        Raises
        ------
        NotReadyError
            If the graph was thrown away.
        """
        with LOCK:
            self.check_open()
            if self._session is None:
                # Without this, everything that was ever added to the graph is placed anew for each new function, and a
                # rewriter is at work that computes maximum(x, 2 * x) as minimum: it takes it for a leaky relu.
                options = tf.compat.v1.GraphOptions(place_pruned_graph=True)
                config = tf.compat.v1.ConfigProto(graph_options=options)
                self._session = tf.compat.v1.Session(graph=self.graph, config=config)
            if self.pending and not self.manual_initialization:
                pending, self.pending = self.pending, {}
                _write(self._session, pending)
            return self._session

    def check_open(self) -> None:
        """Refuse to work after `reset`."""
        if self._closed:
            raise NotReadyError(
                "This was built before K.clear_session(), which forgot it. Build it anew, or save what you still need "
                "before you clear the session."
            )

    def replace_session(self, session: Any) -> None:
        """Run in another session of the same graph."""
        self._session = session
        self.lent = True

    def values(self, tensors: list[Any]) -> list[np.ndarray]:
        """Values of variables, or of tensors that depend on no placeholder."""
        with LOCK:
            self.check_open()
            waiting = [self.pending.get(getattr(x, "initializer", None)) for x in tensors]
        if self.manual_initialization or any(value is None for value in waiting):
            waiting = self.session.run(tensors)
        return [np.array(value) for value in waiting]

    def assign(self, pairs: list[tuple[Any, np.ndarray]]) -> None:
        """Write values into variables."""
        with LOCK:
            self.check_open()
            values = {variable.initializer: value for variable, value in pairs}
            if not self.manual_initialization and values.keys() <= self.pending.keys():
                self.pending.update({initializer: np.array(value) for initializer, value in values.items()})
            else:
                _write(self.session, values)

    def life(self) -> Life:
        """What a new user of the graph has to hold."""
        life = self._life()
        if life is None:
            life = Life(self)
            self._life = weakref.ref(life)
        return life

    def outgrown(self) -> bool:
        """Whether the graph is large and nobody uses it any more."""
        if self.made < self._room or self.lent:
            return False
        gc.collect()  # a model and its tensors hold each other
        self._looks += 1
        if self._looks % LOOKS == 0:
            self._room = 2 * self.made
        return self._life() is None

    def close(self) -> None:
        """Free what the session holds."""
        self._closed = True
        if self._session is not None:
            self._session.close()


def _write(session: Any, values: dict[Any, np.ndarray]) -> None:
    """Each initializer is fed by a placeholder, so nothing is added to the graph."""
    session.run(list(values), {initializer.inputs[1]: value for initializer, value in values.items()})


_state = State()
_depth = 0  # of nested `building` blocks; guarded by LOCK


def state() -> State:
    """The state in use."""
    return _state


def state_of(*users: Any) -> State:
    """The state that tensors, variables or functions belong to; the one in use for what did not come from K.

    Raises
    ------
    NotReadyError
        If one of them belongs to a graph that was thrown away.
    """
    owners = [user.life.state for user in users if hasattr(user, "life")]
    for owner in owners:
        owner.check_open()
    return owners[0] if owners else _state


def reset() -> None:
    """Throw the graph, its variables and its session away."""
    global _state
    with LOCK:
        _state.close()
        _state = State()


@contextmanager
def scope() -> Iterator[None]:
    """Within the block, TensorFlow's functions add to our graph, or to the loop or branch in it that is being built."""
    if _is_ours(tf.compat.v1.get_default_graph()):
        yield
    else:
        with _state.graph.as_default():
            yield


@contextmanager
def building() -> Iterator[State]:
    """A `scope` in which this thread alone adds to the graph."""
    global _depth
    with LOCK:
        _depth += 1
        try:
            with scope():
                yield _state
        finally:
            _depth -= 1


def renew() -> None:
    """Go on with an empty graph and the same settings if the graph is large and nobody uses it."""
    global _state
    with LOCK:
        if _depth or not _state.outgrown():
            return
        old, _state = _state, State()
        old.close()
        _state.manual_initialization = old.manual_initialization
        _state.learning_phase = old.learning_phase if isinstance(old.learning_phase, int) else None


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
