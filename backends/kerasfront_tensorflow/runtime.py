"""What runs: parts of the graph that K builds, copied into another graph, which a session has.

The graph under construction only grows, and a session takes the longer to prepare new work, the larger its graph is.
So ours has a graph of its own with the work that is in use, and is replaced when most of it is not any more.
"""

from __future__ import annotations

import gc
import os
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from kerasfront_tensorflow.context import all_or_nothing
from kerasfront_tensorflow.forks import LockOfAnotherProcess
from kerasfront_tensorflow.library import config_pb2, tf
from kerasfront_tensorflow.walk import AS_BUILT, AsBuilt, copied

LOCK: Any = threading.RLock()
"""Held while a graph grows: a `tf.Graph` may be built by one thread at a time."""


def _lose_lock() -> None:
    global LOCK
    LOCK = LockOfAnotherProcess()


os.register_at_fork(after_in_child=_lose_lock)

ROOM = 4000
"""Number of operations in the graph of a session after which it is worth looking whether they are still in use."""

PATIENCE = 3
"""How many times that size a graph may have until Python is asked to collect garbage. It does so by itself, sometimes,
and being asked takes as long as some small models."""

Call: TypeAlias = Callable[..., list[np.ndarray]]
"""From the arrays that are fed to those that are fetched."""


@dataclass(frozen=True)
class Access:
    """The tensors and the operation by which a variable is read and written."""

    handle: Any
    value: Any
    feed: Any
    write: Any


@dataclass(eq=False)
class Work:
    """Something that a session can be asked to do.

    Attributes
    ----------
    build : callable
        Adds it to the graph of a `Runtime`; gives the tensors to feed and to fetch, and the operations to be done.
    size : int
        Number of operations of the last graph to which it was added.
    """

    build: Callable[[Runtime], tuple[Sequence[Any], Sequence[Any], Sequence[Any]]]
    size: int = 0


class Runtime:
    """A session with the work that it has prepared.

    session: with an empty graph; or with the graph under construction, so that nothing has to be copied.

    Attributes
    ----------
    session : tf.compat.v1.Session
    graph : tf.Graph
    calls : mapping of Work to callable
        What has been prepared.
    running : list of callables
        Those of them that are at work; as long as there are any, the session must stay.
    """

    def __init__(self, session: Any) -> None:
        self.session = session
        self.graph = self.session.graph
        self.calls: weakref.WeakKeyDictionary[Work, Call] = weakref.WeakKeyDictionary()
        self.running: list[Call] = []
        self._accesses: dict[str, Access] = {}
        self._patience = PATIENCE * ROOM

    def knows(self, handle: Any) -> bool:
        """Whether a variable was read or written here."""
        return handle.get_attr("shared_name") in self._accesses

    def access(self, handle: Any) -> Access:
        """To the variable that the operation `handle` refers to."""
        name = handle.get_attr("shared_name")
        if name not in self._accesses:
            with self._growing():
                self._accesses[name] = self._new_access(handle, name)
        return self._accesses[name]

    def read(self, handles: Sequence[Any]) -> list[np.ndarray]:
        """Values of variables."""
        with self._growing():
            return _run(self.session, [self.access(handle).value for handle in handles]) if handles else []

    def write(self, values: dict[Any, np.ndarray]) -> None:
        """Give values to variables, by their handles."""
        with self._growing():
            pairs = [(self.access(handle), value) for handle, value in values.items()]
            _run(self.session, [access.write for access, _ in pairs], {access.feed: value for access, value in pairs})

    def feed(self, x: Any) -> Any:
        """What is fed here in place of a tensor of the graph under construction."""
        return x if x.graph is self.graph else tf.compat.v1.placeholder(x.dtype, x.shape)

    def copied(
        self, tensors: Sequence[Any], replaced: Sequence[tuple[Any, Any]] = (), graph: AsBuilt = AS_BUILT
    ) -> list[Any]:
        """What stands here for tensors of the graph under construction; see `walk.copied`."""
        same = all(old is by for old, by in replaced) and all(x.graph is self.graph for x in tensors)
        if same and not graph.given:
            return list(tensors)
        return copied(tensors, replaced, lambda handle: self.access(handle).handle, graph)

    def prepare(self, work: Work) -> Call:
        """Add `work` to the graph."""
        before = self.graph.version
        with self._growing():
            feeds, fetches, target = work.build(self)
        names = {"feed": feeds, "fetch": fetches, "target": target}
        options = config_pb2.CallableOptions(**{key: [x.name for x in some] for key, some in names.items()})
        # This has an eighth of the overhead of `Session.run`, which `Session.make_callable` goes through.
        self.calls[work] = self.session._make_callable_from_options(options)
        work.size = self.graph.version - before
        return self.calls[work]

    def outgrown(self) -> bool:
        """Whether most of a large graph is not in use any more."""
        size = self.graph.version
        if self.running or size < ROOM:
            return False
        if size > self._patience:
            self._patience += ROOM
            gc.collect()  # a model and its functions hold each other
        return size > 2 * sum(work.size for work in self.calls)

    def close(self) -> None:
        """Free what the session holds."""
        self.session.close()

    def _new_access(self, handle: Any, name: str) -> Access:
        dtype, shape = handle.get_attr("dtype"), tf.TensorShape(handle.get_attr("shape"))
        if handle.graph is self.graph:
            here = handle.outputs[0]
        else:  # by its name it is the same variable
            here = tf.raw_ops.VarHandleOp(dtype=dtype, shape=shape, shared_name=name)
        feed = tf.compat.v1.placeholder(dtype, shape)
        value = tf.raw_ops.ReadVariableOp(resource=here, dtype=dtype)
        return Access(here, value, feed, tf.raw_ops.AssignVariableOp(resource=here, value=feed))

    @contextmanager
    def _growing(self) -> Iterator[None]:
        with LOCK, self.graph.as_default(), self.graph.control_dependencies(None), all_or_nothing(self.graph):
            yield


_run = tf.compat.v1.Session.run


def before_each_run(session: Any, work: Callable[[], None]) -> None:
    """Do something each time before a script runs a session."""

    def run(*args: Any, **kwargs: Any) -> Any:
        work()
        return _run(session, *args, **kwargs)

    session.run = run


def new_session(graph: Any, config: Any = None) -> Any:
    """A session of ours, with somebody's settings."""
    own = tf.compat.v1.ConfigProto()
    if config is not None:
        own.CopyFrom(config)
    # Without this, everything that was ever added to the graph is placed anew for each new function, and a rewriter is
    # at work that computes maximum(x, 2 * x) as minimum: it takes it for a leaky relu.
    own.graph_options.place_pruned_graph = True
    return tf.compat.v1.Session(graph=graph, config=own)
