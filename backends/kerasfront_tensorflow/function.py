"""Compiled functions."""

from __future__ import annotations

import numpy as np

from kerasfront.backend.feeding import Slot, check_count
from kerasfront_tensorflow.library import config_pb2, tf
from kerasfront_tensorflow.rng import advances
from kerasfront_tensorflow.state import LOCK, building, state_of
from kerasfront_tensorflow.tensors import as_tensor, dtype_name, static_shape


class Function:
    """Runs a part of the graph.

    Parameters are those of `kerasfront.backend.function`.
    """

    def __init__(self, inputs, outputs, updates):
        state_of(*inputs, *outputs)
        self.inputs = inputs
        self._slots = [_slot(x) for x in inputs]
        with building() as state:
            self.life = state.life()
            dense = [tf.sparse.to_dense(o) if isinstance(o, tf.SparseTensor) else as_tensor(o) for o in outputs]
            self._outputs = [tf.identity(output) for output in dense]  # a session does not fetch what it is fed with
            self._assignments = _assignments(self._outputs, [*updates, *advances(self._outputs, updates)])
        self._run = None

    def __call__(self, values):
        check_count(self.inputs, values)
        feeds = [part for slot, value in zip(self._slots, values) for part in _feed(slot, value)]
        session = state_of(self).session
        if self._run is None:
            with LOCK:
                self._run = self._run or self._compile(session)
        return self._run(*feeds)

    def _compile(self, session):
        """A callable with an eighth of the overhead of `Session.run`, which `Session.make_callable` goes through."""
        options = config_pb2.CallableOptions(
            feed=[part.name for x in self.inputs for part in _parts(x)],
            fetch=[output.name for output in self._outputs],
            target=[self._assignments.name],
        )
        return session._make_callable_from_options(options)


def _parts(x):
    """The tensors that stand for an input; a sparse one has three."""
    return [x.indices, x.values, x.dense_shape] if isinstance(x, tf.SparseTensor) else [x]


def _slot(x):
    """None for sparse inputs, which come as SciPy matrices."""
    return None if isinstance(x, tf.SparseTensor) else Slot(f"Input {x.name!r}", static_shape(x), dtype_name(x))


def _feed(slot, value):
    if slot is not None:
        return [slot.array(value)]
    matrix = value.tocoo()
    order = np.lexsort((matrix.col, matrix.row))
    indices = np.stack([matrix.row[order], matrix.col[order]], axis=1).astype("int64")
    return [indices, matrix.data[order], np.array(matrix.shape, "int64")]


def _assignments(outputs, updates):
    """One operation that gives all variables their new values after every output and new value is known."""
    values = [as_tensor(new, dtype_name(variable)) for variable, new in updates]
    with tf.control_dependencies([*outputs, *values]):
        return tf.group(*[
            tf.raw_ops.AssignVariableOp(resource=variable.handle, value=value)
            for (variable, _), value in zip(updates, values)
        ])  # fmt: skip
