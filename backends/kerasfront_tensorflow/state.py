"""The graph that K builds on TensorFlow: what belongs to it, who uses it, and the blocks in which it grows."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from kerasfront.backend.weak_keys import WeakKeys
from kerasfront_tensorflow.execution import lock
from kerasfront_tensorflow.execution.executor import Executor
from kerasfront_tensorflow.execution.reuse import CallResults
from kerasfront_tensorflow.execution.rollback import all_or_nothing
from kerasfront_tensorflow.execution.subgraph import ancestors
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops.kinks import OVERRIDES

CHECKED_SIZE = 2000
"""Number of tensors from which on a graph, which cannot forget anything, is checked for users."""

CHECKS = 4
"""Number of checks in vain after which unused parts of the graph are released, and checks pause for a while. A model
makes several placeholders; only at the first of them may nobody use the graph."""


class GraphLease:
    """Reference that all tensors, variables and functions of a graph hold, but not the graph: it goes with the last.

    Attributes
    ----------
    state : GraphState
    """

    def __init__(self, state: GraphState) -> None:
        self.state = state


class _NamedGraph(tf.Graph):
    """A graph that says how to use it where TensorFlow's errors about tensors of other graphs name it."""

    def __repr__(self) -> str:
        return "the graph of K (there, TensorFlow's functions work: `with K.get_session().graph.as_default():`)"


class GraphState:
    """A graph under construction, with all that K knows of it.

    Attributes
    ----------
    graph : tf.Graph
    executor : Executor
        Runs parts of the graph.
    learning_phase : tensor, int or None
        The scalar input, once somebody asked for it, or a fixed value.
    streams : list of variables
        For each random operation, its seed and how often it was run, which decide its next draw.
    loop_counters : list of tensors
        Numbers of the current step of the loops under construction, the outermost first.
    gradient_notes : dict
        By names of operations, how the loops and gradients that they belong to are built again.
    results : CallResults
        What calls added to the graph, to be used again.
    live_tensors : WeakKeys of tensors
        The tensors that were handed out and are still in use.
    tensor_count : int
        Number of tensors that were handed out.
    """

    def __init__(self) -> None:
        self.graph = _NamedGraph()
        self.graph.switch_to_thread_local()
        self.learning_phase: Any = None
        self.streams: list[Any] = []
        self.loop_counters: list[Any] = []
        self.gradient_notes: dict[Any, Any] = {}
        self.results = CallResults()
        self.live_tensors: WeakKeys[Any, None] = WeakKeys()
        self.tensor_count = 0
        self.executor = Executor(self.graph, self.live_tensors)
        self._checked_size = CHECKED_SIZE
        self._checks = 0
        self._lease: Callable[[], GraphLease | None] = lambda: None

    def lease(self) -> GraphLease:
        """The lease that a new user of the graph has to hold."""
        lease = self._lease()
        if lease is None:
            lease = GraphLease(self)
            self._lease = weakref.ref(lease)
        return lease

    def outgrown(self) -> bool:
        """Whether the graph is large and nobody uses it any more."""
        if self.tensor_count < self._checked_size or self.executor.lent:
            return False
        gc.collect()  # a model and its tensors hold each other
        self._checks += 1
        if self._checks % CHECKS == 0:
            self._checked_size = self.tensor_count + max(CHECKED_SIZE, 2 * len(self.live_tensors))
            self.release_unused()
        return self._lease() is None

    def release_unused(self) -> None:
        """Allow what nobody uses any more to be used again."""
        used = set(ancestors(self.live_tensors))
        if isinstance(self.learning_phase, tf.Tensor):
            used.add(self.learning_phase.op)
        pending = self.executor.pending
        self.streams = [stream for stream in self.streams if stream.handle.op in used]
        self.executor.pending = {handle: value for handle, value in pending.items() if handle in used}
        self.results.release(used)


_state = GraphState()
_depth = 0  # of nested `building` blocks; guarded by the lock


def state() -> GraphState:
    """The state of the graph in use."""
    return _state


def state_of(*users: Any) -> GraphState:
    """The state that tensors, variables or functions belong to; the one in use for what did not come from K.

    Raises
    ------
    NotReadyError
        If one of them belongs to a graph that was thrown away.
    """
    owners = [user.lease.state for user in users if hasattr(user, "lease")]
    for owner in owners:
        owner.executor.check_open()
    return owners[0] if owners else _state


def reset() -> None:
    """Throw the graph, its variables and its session away."""
    global _state
    with lock.LOCK:
        _state.executor.close()
        _state = GraphState()


@contextmanager
def scope() -> Iterator[None]:
    """Let TensorFlow's functions add to our graph within the block, or to the loop or branch under construction."""
    if is_ours(tf.compat.v1.get_default_graph()):
        yield
    else:
        with _state.graph.as_default():
            yield


@contextmanager
def building() -> Iterator[GraphState]:
    """A `scope` in which only this thread adds to the graph."""
    global _depth
    with lock.LOCK:
        _depth += 1
        try:
            with scope():
                graph = tf.compat.v1.get_default_graph()
                with all_or_nothing(graph), graph.gradient_override_map(OVERRIDES):
                    yield _state
        finally:
            _depth -= 1


def renew_if_unused() -> None:
    """Go on with an empty graph and the same settings if the graph is large and nobody uses it."""
    global _state
    with lock.LOCK:
        if _depth or not _state.outgrown():
            return
        old, _state = _state, GraphState()
        old.executor.close()
        _state.executor.config = old.executor.config
        _state.learning_phase = old.learning_phase if isinstance(old.learning_phase, int) else None


def may_reuse() -> bool:
    """Whether the outermost `building` block adds to our graph, and scripts do not add to it themselves."""
    return _depth == 1 and not _state.executor.lent


def is_ours(graph: Any) -> bool:
    """Whether a graph is our graph, or that of the body of a loop or of a branch in it."""
    while graph is not None and graph is not _state.graph:
        graph = getattr(graph, "outer_graph", None)
    return graph is not None


@contextmanager
def outside_control_flow() -> Iterator[None]:
    """Let TensorFlow's functions add to our graph itself within the block, not to a loop or branch of it."""
    graph = _state.graph
    with lock.LOCK, graph.as_default(), graph.control_dependencies(None):
        yield
