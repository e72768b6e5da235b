"""Compiled functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kerasfront.backend.feeding import Slot, SparseSlot, check_count, cut_batches
from kerasfront_tensorflow.library import config_pb2, tf
from kerasfront_tensorflow.rng import advances
from kerasfront_tensorflow.state import LOCK, building, state_of
from kerasfront_tensorflow.tensors import as_tensor, dtype_name, static_shape
from kerasfront_tensorflow.walk import copied


@dataclass(frozen=True)
class Change:
    """What an update does to variables.

    Attributes
    ----------
    operands : sequence of tensors
        What it needs to know; all of them are computed before any variable changes.
    apply : callable
        From the operands to the operation that changes the variables.
    """

    operands: Sequence[Any]
    apply: Callable[..., Any]


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
            self.outputs, self.changes = _computed(outputs, updates)
            self._run = _Run(self.life, _parts(inputs), self.outputs, _assignments(self.outputs, self.changes))

    def __call__(self, values):
        check_count(self.inputs, values)
        return self._run([part for slot, value in zip(self._slots, values) for part in _feed(slot, value)])


class FunctionOverBatches:
    """Runs the part of the graph of a `Function` for one batch after the other, in a loop that is in the graph, too.

    step: the function. The loop has a copy of its part of the graph, on slices of arrays that hold all batches.
    """

    def __init__(self, step):
        state_of(step)
        self._step = step
        self._single = [output.shape.rank == 0 for output in step.outputs]
        with building():
            self._arrays = [_array(x) for x in step.inputs]
            self._offsets = tf.compat.v1.placeholder("int32", (None,))
            fetches = self._loop()
        self._slots = [_slot(x) for x in self._arrays]
        self._run = _Run(step.life, [*self._arrays, self._offsets], fetches, fetches[-1].op)

    def __call__(self, arrays, sizes):
        check_count(self._arrays, arrays)
        feeds = [slot.array(array) for slot, array in zip(self._slots, arrays)]
        *values, rows = self._run([*feeds, np.cumsum([0, *sizes], dtype="int32")])
        rows = iter(rows.T)
        by_output = [x if single else _split(x, next(rows)) for x, single in zip(values, self._single)]
        return [list(batch) for batch in zip(*by_output)] if by_output else [[] for _ in sizes]

    def _loop(self):
        """The values of each output, one batch after the other, and the numbers of rows of those that have rows."""
        count = tf.shape(self._offsets)[0] - 1
        outputs = self._step.outputs
        writers = [tf.TensorArray(x.dtype, count, infer_shape=False, element_shape=x.shape) for x in outputs]

        def body(i, rows, *writers):
            values, assignments = self._batch(self._offsets[i], self._offsets[i + 1])
            lengths = [tf.shape(x)[0] for x, single in zip(values, self._single) if not single]
            with tf.control_dependencies([assignments]):
                following = i + 1
            written = [writer.write(i, x) for writer, x in zip(writers, values)]
            return following, rows.write(i, tf.convert_to_tensor(lengths, "int32")), *written

        _, rows, *writers = tf.compat.v1.while_loop(
            lambda i, *_: i < count,
            body,
            (0, tf.TensorArray("int32", count), *writers),
            parallel_iterations=1,  # a batch reads the variables that the batch before it wrote
            back_prop=False,
        )
        values = [writer.stack() if single else writer.concat() for writer, single in zip(writers, self._single)]
        return [*values, rows.stack()]

    def _batch(self, start, stop):
        """Outputs and assignments for the samples from `start` to `stop`."""
        parts = [array[start:stop] if array.shape.rank else array for array in self._arrays]
        for x, part in zip(self._step.inputs, parts):
            part.set_shape(x.shape)
        changes = self._step.changes
        sources = [*self._step.outputs, *(x for change in changes for x in change.operands)]
        results = iter(copied(sources, list(zip(self._step.inputs, parts))))
        outputs = [next(results) for _ in self._single]
        changes = [replace(change, operands=[next(results) for _ in change.operands]) for change in changes]
        return outputs, _assignments(outputs, changes)


class _Run:
    """A run of the graph: some tensors are fed, others are fetched, an operation is done."""

    def __init__(self, life, feeds, fetches, target):
        self.life = life
        self._names = {
            "feed": [x.name for x in feeds], "fetch": [x.name for x in fetches], "target": [target.name],
        }  # fmt: skip
        self._call = None

    def __call__(self, arrays):
        session = state_of(self).session
        if self._call is None:
            with LOCK:
                self._call = self._call or self._compile(session)
        return self._call(*arrays)

    def _compile(self, session):
        """A callable with an eighth of the overhead of `Session.run`, which `Session.make_callable` goes through."""
        return session._make_callable_from_options(config_pb2.CallableOptions(**self._names))


def _parts(inputs):
    """The tensors that stand for inputs; a sparse one has three."""
    parts = [[x.indices, x.values, x.dense_shape] if isinstance(x, tf.SparseTensor) else [x] for x in inputs]
    return [part for several in parts for part in several]


def _slot(x):
    if isinstance(x, tf.SparseTensor):
        return SparseSlot(f"Input {x.values.name!r}", dtype_name(x))
    return Slot(f"Input {x.name!r}", static_shape(x), dtype_name(x))


def _array(x):
    """What is fed with the samples of all batches."""
    shape = static_shape(x)
    return tf.compat.v1.placeholder(x.dtype, (None, *shape[1:]), name=x.op.name) if shape else x


def _feed(slot, value):
    array = slot.array(value)
    if isinstance(slot, Slot):
        return [array]
    matrix = array.tocoo()
    indices = np.stack([matrix.row, matrix.col], axis=1).astype("int64")
    return [indices, matrix.data, np.array(matrix.shape, "int64")]


def _split(array, lengths):
    """An array in parts along the first axis."""
    return [part for (part,) in cut_batches([array], lengths)]


def _computed(outputs, updates):
    """Outputs and updates as tensors that nobody feeds: a session does not fetch what it is fed with."""
    dense = [tf.sparse.to_dense(x) if isinstance(x, tf.SparseTensor) else as_tensor(x) for x in outputs]
    outputs = [tf.identity(x) for x in dense]
    changes = [new if isinstance(new, Change) else _assignment(variable, new) for variable, new in updates]
    operands = [x for change in changes for x in change.operands]
    changes += [_assignment(*update) for update in advances([*outputs, *operands])]
    return outputs, [replace(change, operands=[tf.identity(x) for x in change.operands]) for change in changes]


def _assignment(variable, new):
    def assign(value):
        return tf.raw_ops.AssignVariableOp(resource=variable.handle, value=value)

    return Change([as_tensor(new, dtype_name(variable))], assign)


def _assignments(outputs, changes):
    """One operation that changes all variables after every output and operand is known."""
    with tf.control_dependencies([*outputs, *(x for change in changes for x in change.operands)]):
        known = tf.no_op()  # one for all, or the number of dependencies would grow with the square of that of changes
    with tf.control_dependencies([known]):
        return tf.group(*[change.apply(*change.operands) for change in changes])
