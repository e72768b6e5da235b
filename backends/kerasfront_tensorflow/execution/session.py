"""Sessions: parts of the graph that K builds, copied into a graph of their own and run there.

The graph under construction only grows, and a session takes the longer to prepare new work, the larger its graph is.
So our session has a graph of its own with the work that is in use, and is replaced when most of it no longer is.
"""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from kerasfront_tensorflow.execution import lock
from kerasfront_tensorflow.execution.copying import copy_subgraph
from kerasfront_tensorflow.execution.rollback import all_or_nothing
from kerasfront_tensorflow.execution.subgraph import WHOLE_GRAPH, Subgraph
from kerasfront_tensorflow.internals import make_callable
from kerasfront_tensorflow.library import config_pb2, tf
from kerasfront_tensorflow.passes import PASSES, Draft

CHECKED_SIZE = 4000
"""Number of operations from which on the graph of a session is checked for those that are no longer in use."""

COLLECTION_FACTOR = 3
"""How many times that size a graph may have until Python is asked to collect garbage, which takes as long as some small
models."""

Call: TypeAlias = Callable[..., list[np.ndarray]]
"""From the arrays that are fed to those that are fetched."""


@dataclass(frozen=True)
class VariableAccess:
    """The tensors and the operation by which a variable is read and written."""

    handle: Any
    value: Any
    feed: Any
    write: Any


@dataclass(eq=False)
class SessionWork:
    """Something that a session can be asked to do.

    Attributes
    ----------
    build : callable
        Adds the work to the graph of a `GraphSession`; returns the tensors to feed, the tensors to fetch and the
        operations to run.
    changes : bool
        Whether it changes variables.
    waits : bool
        Whether it calls Python, which may wait there for another thread.
    size : int
        Number of operations that `build` added last.
    """

    build: Callable[[GraphSession], tuple[Sequence[Any], Sequence[Any], Sequence[Any]]]
    changes: bool = False
    waits: bool = False
    size: int = 0


class GraphSession:
    """A session with the work that it has prepared.

    Parameters
    ----------
    session : tf.compat.v1.Session
        With an empty graph; or with the graph under construction, so that nothing has to be copied.

    Attributes
    ----------
    session : tf.compat.v1.Session
    graph : tf.Graph
    calls : mapping of SessionWork to callable
        The prepared work.
    running : list of callables
        Calls in progress; the session stays as long as there are any.
    """

    def __init__(self, session: Any) -> None:
        self.session = session
        self.graph = self.session.graph
        self.calls: weakref.WeakKeyDictionary[SessionWork, Call] = weakref.WeakKeyDictionary()
        self.running: list[Call] = []
        self._accesses: dict[str, VariableAccess] = {}
        self._collected_size = COLLECTION_FACTOR * CHECKED_SIZE

    def knows(self, handle: Any) -> bool:
        """Whether a variable was read or written here."""
        return handle.get_attr("shared_name") in self._accesses

    def access(self, handle: Any) -> VariableAccess:
        """The access to the variable that the operation `handle` refers to."""
        name = handle.get_attr("shared_name")
        if name not in self._accesses:
            with self._growing():
                self._accesses[name] = self._new_access(handle, name)
        return self._accesses[name]

    def read(self, handles: Sequence[Any]) -> list[np.ndarray]:
        """Read the values of variables."""
        with self._growing():
            return _run(self.session, [self.access(handle).value for handle in handles]) if handles else []

    def write(self, values: dict[Any, np.ndarray]) -> None:
        """Write the values of variables, given by their handles."""
        with self._growing():
            pairs = [(self.access(handle), value) for handle, value in values.items()]
            _run(self.session, [access.write for access, _ in pairs], {access.feed: value for access, value in pairs})

    def feed(self, x: Any) -> Any:
        """The tensor to feed here in place of one of the graph under construction."""
        return x if x.graph is self.graph else tf.compat.v1.placeholder(x.dtype, x.shape)

    def copied(
        self,
        tensors: Sequence[Any],
        replaced: Sequence[tuple[Any, Any]] = (),
        subgraph: Subgraph = WHOLE_GRAPH,
        passes: Sequence[Callable[[Draft], None]] = PASSES,
    ) -> list[Any]:
        """The tensors here in place of those of the graph under construction; see `copy_subgraph`."""
        same = all(old is new for old, new in replaced) and all(x.graph is self.graph for x in tensors)
        if same and not subgraph.known and passes is PASSES:
            return list(tensors)
        return copy_subgraph(tensors, replaced, lambda handle: self.access(handle).handle, subgraph, passes)

    def prepare(self, work: SessionWork) -> Call:
        """Add work to the graph."""
        before = self.graph.version
        with self._growing():
            feeds, fetches, target = work.build(self)
        names = {"feed": feeds, "fetch": fetches, "target": target}
        options = config_pb2.CallableOptions(**{key: [x.name for x in some] for key, some in names.items()})
        if work.waits:  # in the thread of the caller: TensorFlow's own would all wait, and leave none for others
            options.run_options.inter_op_thread_pool = -1
        self.calls[work] = make_callable(self.session, options)
        work.size = self.graph.version - before
        return self.calls[work]

    def outgrown(self) -> bool:
        """Whether the graph is large and most of it is no longer in use."""
        size = self.graph.version
        if self.running or size < CHECKED_SIZE:
            return False
        if size > self._collected_size:
            self._collected_size += CHECKED_SIZE
            gc.collect()  # a model and its functions hold each other
        return size > 2 * sum(work.size for work in self.calls)

    def close(self) -> None:
        """Free what the session holds."""
        self.session.close()

    def _new_access(self, handle: Any, name: str) -> VariableAccess:
        dtype, shape = handle.get_attr("dtype"), tf.TensorShape(handle.get_attr("shape"))
        if handle.graph is self.graph:
            here = handle.outputs[0]
        else:  # the same variable, by its name
            here = tf.raw_ops.VarHandleOp(dtype=dtype, shape=shape, shared_name=name)
        feed = tf.compat.v1.placeholder(dtype, shape)
        value = tf.raw_ops.ReadVariableOp(resource=here, dtype=dtype)
        return VariableAccess(here, value, feed, tf.raw_ops.AssignVariableOp(resource=here, value=feed))

    @contextmanager
    def _growing(self) -> Iterator[None]:
        with lock.LOCK, self.graph.as_default(), self.graph.control_dependencies(None), all_or_nothing(self.graph):
            yield


_run = tf.compat.v1.Session.run


def before_each_run(session: Any, work: Callable[[], None]) -> None:
    """Call `work` each time before a script runs a session."""

    def run(*args: Any, **kwargs: Any) -> Any:
        work()
        return _run(session, *args, **kwargs)

    session.run = run


def new_session(graph: Any, config: Any = None) -> Any:
    """A session with our settings on top of those in `config`."""
    own = tf.compat.v1.ConfigProto()
    own.gpu_options.allow_growth = True  # others use the GPU, too; by default, TensorFlow takes all of its memory
    own.allow_soft_placement = True  # as in classic Keras, `with tf.device("/gpu:0")` does without a GPU
    if config is not None:
        own.CopyFrom(config)
    # Without this, everything that was ever added to the graph is placed anew for each new function, and a rewriter is
    # at work that computes maximum(x, 2 * x) as minimum: it takes it for a leaky relu.
    own.graph_options.place_pruned_graph = True
    return tf.compat.v1.Session(graph=graph, config=own)
