"""The graph under construction, what runs it, and what has to be done before it runs."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

import kerasfront_tensorflow.runtime as runtimes
from kerasfront.backend.feeding import refuse_index
from kerasfront.errors import ArgumentError, NotReadyError
from kerasfront_tensorflow.context import all_or_nothing
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.listed import enlist, initialize, raw_variables
from kerasfront_tensorflow.ops.kinks import OVERRIDES
from kerasfront_tensorflow.reuse import Parts
from kerasfront_tensorflow.runtime import Runtime, Work, before_each_run, new_session
from kerasfront_tensorflow.walk import behind

ROOM = 2000
"""Number of tensors after which it is worth looking whether anybody still uses the graph, which cannot forget anything.
"""

LOOKS = 4
"""How often to look in vain until what is not used is used again, and it is not worth looking for a while. A model
makes several placeholders; only at the first of them may nobody use the graph."""


class Life:
    """What everything that uses a graph holds: tensors, variables and functions. The graph itself does not hold it.

    Attributes
    ----------
    state : State
    """

    def __init__(self, owner: State) -> None:
        self.state = owner


class _Graph(tf.Graph):
    """A graph whose name, which ends TensorFlow's message about its tensors elsewhere, says how to use them."""

    def __repr__(self) -> str:
        return "the graph of K (there, TensorFlow's functions work: `with K.get_session().graph.as_default():`)"


class State:
    """One graph with what runs it.

    Attributes
    ----------
    graph : tf.Graph
    runtime : Runtime
        What runs parts of the graph.
    pending : dict of operation to array
        Handles of variables that got no value in the session yet, with the value. Every read or write that goes through
        the session prepares it for new work, so values stay here until something else has to run.
    learning_phase : tensor, int or None
        The scalar input, once somebody asked for it, or a fixed value.
    streams : list of variables
        For each random operation, its seed and how often it was run, which decide its next draw.
    counters : list of tensors
        Numbers of the current step of the loops whose bodies are being built, the outermost first.
    notes : dict
        By names of operations, what has to be known of the loops and derivatives that they are of.
    parts : Parts
        What calls added to the graph, to be used again.
    alive : set of tensors
        Those that were handed out and that somebody still holds.
    made : int
        Number of tensors that were handed out.
    lent : bool
        Whether the session came from outside or was handed out, so that it runs the graph itself and both must stay.
    config : ConfigProto or None
        Settings for sessions.
    """

    def __init__(self) -> None:
        self.graph = _Graph()
        self.graph.switch_to_thread_local()
        self.pending: dict[Any, np.ndarray] = {}
        self.learning_phase: Any = None
        self.streams: list[Any] = []
        self.counters: list[Any] = []
        self.notes: dict[str, Any] = {}
        self.parts = Parts()
        self.alive: weakref.WeakSet[Any] = weakref.WeakSet()
        self.made = 0
        self.lent = False
        self.manual_initialization = False
        self.config: Any = None
        self._room = ROOM
        self._looks = 0
        self._raw = 0  # of the variables that scripts made by `tf.Variable`, those that are initialised
        self._closed = False
        self.runtime = self._new_runtime()
        self._life: Callable[[], Life | None] = lambda: None

    def check_open(self) -> None:
        """Refuse to work after `reset`.

        Raises
        ------
        NotReadyError
            If the graph was thrown away.
        """
        if self._closed:
            raise NotReadyError(
                "This was built before K.clear_session(), which forgot it. Build it anew, or save what you still need "
                "before you clear the session."
            )

    def run(self, work: Work, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Do something, with all variables initialised."""
        with runtimes.LOCK:
            self.check_open()
            if self.pending or work not in self.runtime.calls:
                self._prepare(work)
            runtime = self.runtime
            call = runtime.calls[work]
            runtime.running.append(call)
        try:
            return call(*arrays)
        except tf.errors.InvalidArgumentError as error:
            refuse_index(error, r"is not in \[0, (\d+)\)")
            raise
        finally:
            runtime.running.remove(call)

    def values(self, variables: Sequence[Any]) -> list[np.ndarray]:
        """Values of variables."""
        with runtimes.LOCK:
            self.check_open()
            handles = [x.handle.op for x in variables]
            values = [self.pending.get(handle) for handle in handles]
            if self.manual_initialization or any(value is None for value in values):
                values = self._ready().read(handles)
            return [np.array(value) for value in values]

    def assign(self, pairs: Sequence[tuple[Any, np.ndarray]]) -> None:
        """Write values into variables."""
        with runtimes.LOCK:
            self.check_open()
            values = {variable.handle.op: value for variable, value in pairs}
            if not self.manual_initialization and values.keys() <= self.pending.keys():
                self.pending.update({handle: np.array(value) for handle, value in values.items()})
            else:
                self._ready().write(values)

    def lend(self) -> Any:
        """The session, which from now on runs the graph under construction itself, and not copies of its parts."""
        with runtimes.LOCK:
            self.check_open()
            if not self.lent:
                self._replace(self._new_runtime(lent=True))
                self._lending()
            self._initialize_raw()
            return self._ready().session

    def borrow(self, session: Any) -> None:
        """Run in a session that somebody made; of one for another graph, use the settings.

        Raises
        ------
        ArgumentError
            If the session is for another graph that has operations.
        """
        with runtimes.LOCK:
            if session.graph is self.graph:
                self.runtime = Runtime(session)
                self._lending()
            elif session.graph.version:
                raise ArgumentError(
                    "set_session: session must be for K's own graph, K.get_session().graph, or for an empty graph, so "
                    "that only its config counts, as in tf.compat.v1.Session(config=config). Its graph is another one."
                )
            else:
                self.config = session._config
                self._replace(self._new_runtime(self.lent))
                if self.lent:
                    self._lending()

    def initialize_by_hand(self, wanted: bool) -> None:
        """Whether the caller initialises variables, through the session."""
        if wanted:
            self.lend()
        self.manual_initialization = wanted

    def _prepare(self, work: Work) -> None:
        new = work not in self.runtime.calls
        if new and len(raw_variables(self.graph)) > self._raw:
            self.lend()
        if new and not self.lent and self.runtime.outgrown():
            self._replace(self._new_runtime())
        self._ready()
        if not new:
            return
        try:
            self.runtime.prepare(work)
        except BaseException:  # what is half built may hold what TensorFlow would take for a part of the next
            if not self.lent:
                self._replace(self._new_runtime())
            raise

    def _lending(self) -> None:
        """From now on scripts, too, run the session: our variables have their values by then, and are in its lists."""
        if not self.lent:
            enlist(self.graph, sorted((x for x in self.alive if isinstance(x, tf.Variable)), key=lambda x: x.name))
        before_each_run(self.runtime.session, self._write_pending)
        self.lent, self.parts = True, Parts()  # the script may know any operation

    def _initialize_raw(self) -> None:
        """Give initial values to what a script has made by `tf.Variable` since the last time."""
        if not self.manual_initialization:
            new = raw_variables(self.graph)[self._raw :]
            self._raw += len(new)
            initialize(self._ready().session, new)

    def _ready(self) -> Runtime:
        """What runs things, with all variables initialised."""
        if not self.manual_initialization:
            self._write_pending()
        return self.runtime

    def _write_pending(self) -> None:
        if self.pending:
            self.runtime.write(self.pending)
            self.pending = {}  # not before: an interrupt must not lose values

    def _new_runtime(self, lent: bool = False) -> Runtime:
        return Runtime(new_session(self.graph if lent else tf.Graph(), self.config))

    def _replace(self, runtime: Runtime) -> None:
        """Go on in another session, with the values of the variables that anything in use needs."""
        needed = {x for x in behind(self.alive) if x.type == "VarHandleOp" and self.runtime.knows(x)}
        handles = list(needed - self.pending.keys())
        self.pending.update(zip(handles, self.runtime.read(handles)))
        self.runtime = runtime  # the old one goes when the last call that runs there has ended

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
            self._room = self.made + max(ROOM, 2 * len(self.alive))
            self.tidy()
        return self._life() is None

    def tidy(self) -> None:
        """Let what nobody uses any more be used again."""
        used = set(behind(self.alive))
        if isinstance(self.learning_phase, tf.Tensor):
            used.add(self.learning_phase.op)
        self.streams = [stream for stream in self.streams if stream.handle.op in used]
        self.pending = {handle: value for handle, value in self.pending.items() if handle in used}
        self.parts.let_go(used)

    def close(self) -> None:
        """Free what the session holds."""
        self._closed = True
        self.runtime.close()


_state = State()
_depth = 0  # of nested `building` blocks; guarded by the lock


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
    with runtimes.LOCK:
        _state.close()
        _state = State()


@contextmanager
def scope() -> Iterator[None]:
    """Within the block, TensorFlow's functions add to our graph, or to the loop or branch in it that is being built."""
    if is_ours(tf.compat.v1.get_default_graph()):
        yield
    else:
        with _state.graph.as_default():
            yield


@contextmanager
def building() -> Iterator[State]:
    """A `scope` in which this thread alone adds to the graph."""
    global _depth
    with runtimes.LOCK:
        _depth += 1
        try:
            with scope():
                graph = tf.compat.v1.get_default_graph()
                with all_or_nothing(graph), graph.gradient_override_map(OVERRIDES):
                    yield _state
        finally:
            _depth -= 1


def renew() -> None:
    """Go on with an empty graph and the same settings if the graph is large and nobody uses it."""
    global _state
    with runtimes.LOCK:
        if _depth or not _state.outgrown():
            return
        old, _state = _state, State()
        old.close()
        _state.config = old.config
        _state.learning_phase = old.learning_phase if isinstance(old.learning_phase, int) else None


def may_reuse() -> bool:
    """Whether the outermost `building` block adds to our graph, and nobody else does."""
    return _depth == 1 and not _state.lent


def is_ours(graph: Any) -> bool:
    """Whether it is our graph, or that of a loop's body or of a branch in it."""
    while graph is not None and graph is not _state.graph:
        graph = getattr(graph, "outer_graph", None)
    return graph is not None


@contextmanager
def outermost() -> Iterator[None]:
    """Within the block, TensorFlow's functions add to our graph even while a loop or branch is being built."""
    graph = _state.graph
    with runtimes.LOCK, graph.as_default(), graph.control_dependencies(None):
        yield
