"""Running work in a session in which all variables have values."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from kerasfront.backend.delayed import DelayedArray
from kerasfront.backend.feeding import refuse_index
from kerasfront.errors import ArgumentError, NotReadyError
from kerasfront_tensorflow.execution import lock
from kerasfront_tensorflow.execution.graph_collections import add_variables, initialize, raw_variables
from kerasfront_tensorflow.execution.session import GraphSession, SessionWork, before_each_run, new_session
from kerasfront_tensorflow.execution.subgraph import ancestors
from kerasfront_tensorflow.execution.turns import Turns
from kerasfront_tensorflow.internals import session_config
from kerasfront_tensorflow.library import tf


class Executor:
    """Runs parts of a graph, and holds the values of its variables.

    Parameters
    ----------
    graph : tf.Graph
        The graph under construction.
    live_tensors : collection of tensors
        The tensors and variables of the graph that are in use, kept up to date by the caller.

    Attributes
    ----------
    session : GraphSession
    pending : dict of operation to array or DelayedArray
        Handles of variables that have no value in the session yet, with the value. Every read or write that goes
        through the session prepares it for new work, so values stay here until something else has to run.
    lent : bool
        Whether a script has the session, so that it must stay, and runs the graph under construction itself.
    manual_initialization : bool
        Whether the script initializes variables.
    config : ConfigProto or None
        Settings for sessions.
    """

    def __init__(self, graph: Any, live_tensors: Collection[Any]) -> None:
        self.pending: dict[Any, np.ndarray | DelayedArray] = {}
        self.lent = False
        self.manual_initialization = False
        self.config: Any = None
        self._graph, self._live_tensors = graph, live_tensors
        self._initialized_count = 0  # of the variables that scripts made by `tf.Variable`
        self._closed = False
        self._turns = Turns()
        self.session = self._new_session()

    def check_open(self) -> None:
        """Refuse to work after `close`.

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

    def run(self, work: SessionWork, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Run work on the arrays that are fed.

        Work that changes variables runs alone: what others read is what it found, or what it left. Not if it may wait
        for another thread, which then must not have to wait for it.
        """
        if work.waits:
            return self._run(work, arrays)
        return self._turns.run(work.changes, self._run, work, arrays)

    def values(self, variables: Sequence[Any]) -> list[np.ndarray]:
        """Read the values of variables, all of one moment."""
        return self.values_at([x.handle.op for x in variables])

    def values_at(self, handles: Sequence[Any]) -> list[np.ndarray]:
        """Read the values of the variables that some operations refer to, all of one moment."""
        return self._turns.run(False, self._values, handles)

    def assign(self, pairs: Sequence[tuple[Any, np.ndarray]]) -> None:
        """Write values into variables."""
        self._turns.run(True, self._assign, pairs)

    def lend(self) -> Any:
        """The TensorFlow session, which from now on runs the graph under construction itself."""
        return self._turns.run(False, self._lend)

    def use(self, session: Any) -> None:
        """Run in a session of the script's; if it is for another graph, use its settings only.

        Raises
        ------
        ArgumentError
            If the session is for another graph that has operations.
        """
        self._turns.run(True, self._use, session)

    def initialize_manually(self, manual: bool) -> None:
        """Leave the initialization of variables to the script, or stop doing so."""
        if manual:
            self.lend()
        self.manual_initialization = manual

    def close(self) -> None:
        """Free what the session holds."""
        self._closed = True
        self.session.close()

    def _run(self, work: SessionWork, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        with lock.LOCK:
            self.check_open()
            if self.pending or work not in self.session.calls:
                self._prepare(work)
            session = self.session
            call = session.calls[work]
            session.running.append(call)
        try:
            return call(*arrays)
        except tf.errors.InvalidArgumentError as error:
            refuse_index(error, r"is (?:not in|out of range) \[0, (\d+)\)")
            raise
        finally:
            session.running.remove(call)

    def _values(self, handles: Sequence[Any]) -> list[np.ndarray]:
        with lock.LOCK:
            self.check_open()
            values = [self.pending.get(handle) for handle in handles]
            if self.manual_initialization or any(value is None for value in values):
                values = self._ready().read(handles)
            return [np.array(value) for value in values]

    def _assign(self, pairs: Sequence[tuple[Any, np.ndarray]]) -> None:
        with lock.LOCK:
            self.check_open()
            values = {variable.handle.op: value for variable, value in pairs}
            if not self.manual_initialization:
                waiting = values.keys() & self.pending.keys()
                self.pending.update({handle: np.array(values.pop(handle)) for handle in waiting})
            if values:
                self._ready().write(values)

    def _lend(self) -> Any:
        with lock.LOCK:
            self.check_open()
            if not self.lent:
                self._replace(self._new_session(whole_graph=True))
                self._share()
            self._initialize_raw()
            return self._ready().session

    def _use(self, session: Any) -> None:
        with lock.LOCK:
            if session.graph is self._graph:
                self.session = GraphSession(session)
                self._share()
            elif session.graph.version:
                raise ArgumentError(
                    "set_session: session must be for K's own graph, K.get_session().graph, or for an empty graph, so "
                    "that only its config counts, as in tf.compat.v1.Session(config=config). Its graph is another one."
                )
            else:
                self.config = session_config(session)
                self._replace(self._new_session(whole_graph=self.lent))
                if self.lent:
                    self._share()

    def _prepare(self, work: SessionWork) -> None:
        new = work not in self.session.calls
        if new and len(raw_variables(self._graph)) > self._initialized_count:
            self.lend()
        if new and not self.lent and self.session.outgrown():
            self._replace(self._new_session())
        self._ready()
        if not new:
            return
        try:
            self.session.prepare(work)
        except BaseException:  # TensorFlow would take what is half built for a part of the next work
            if not self.lent:
                self._replace(self._new_session())
            raise

    def _share(self) -> None:
        """Let the script run the session: our variables have values by then, and are in TensorFlow's collections."""
        if not self.lent:
            variables = (x for x in self._live_tensors if isinstance(x, tf.Variable))
            add_variables(self._graph, sorted(variables, key=lambda x: x.name))
        before_each_run(self.session.session, self._write_pending)
        self.lent = True

    def _initialize_raw(self) -> None:
        """Initialize the variables that the script has made by `tf.Variable` since the last time."""
        if not self.manual_initialization:
            new = raw_variables(self._graph)[self._initialized_count :]
            self._initialized_count += len(new)
            initialize(self._ready().session, new)

    def _ready(self) -> GraphSession:
        """The session, with all variables initialized."""
        if not self.manual_initialization:
            self._write_pending()
        return self.session

    def _write_pending(self) -> None:
        if self.pending:
            self.session.write(self.pending)
            self.pending = {}  # not before: an interrupt must not lose values

    def _new_session(self, whole_graph: bool = False) -> GraphSession:
        return GraphSession(new_session(self._graph if whole_graph else tf.Graph(), self.config))

    def _replace(self, session: GraphSession) -> None:
        """Go on in another session, with the values of the variables that anything in use depends on.

        The caller has a turn, so nothing changes variables in the old session.
        """
        needed = {x for x in ancestors(self._live_tensors) if x.type == "VarHandleOp" and self.session.knows(x)}
        handles = list(needed - self.pending.keys())
        self.pending.update(zip(handles, self.session.read(handles)))
        self.session = session  # the old one goes when the last call that runs there has ended
