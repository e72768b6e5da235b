"""Compiled functions."""

from __future__ import annotations

import functools
import operator
from dataclasses import replace
from typing import Any

import numpy as np

from kerasfront.backend.empty_tensors import explain
from kerasfront.backend.feeding import Slot, SparseSlot, check_count, check_given, cut_batches
from kerasfront_tensorflow.execution.program import Program, VariableUpdate
from kerasfront_tensorflow.execution.session import SessionWork
from kerasfront_tensorflow.execution.subgraph import ancestors, depends_on, placeholders
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import updates as fused_operation
from kerasfront_tensorflow.ops.host import are_among
from kerasfront_tensorflow.state import building, state_of
from kerasfront_tensorflow.tensors import adopt, as_tensor, dtype_name, graph_op, static_shape

SIZE = operator.attrgetter("size")


class Function:
    """Runs a part of the graph.

    It is prepared separately for each value of the learning phase, so that what only the other phase needs is neither
    computed nor drawn, and no choice stands between operations that TensorFlow can fuse.

    The parameters are those of `kerasfront.backend.function`.

    Attributes
    ----------
    explains : bool
        Whether to look for the cause of an error.
    """

    explains = True

    def __init__(self, inputs, outputs, updates=()):
        state_of(*inputs, *outputs)
        self.inputs = inputs
        with building() as state:
            self.lease, phase = state.lease(), state.learning_phase
            dense = [tf.sparse.to_dense(x) if isinstance(x, tf.SparseTensor) else as_tensor(x) for x in outputs]
            program = Program(adopt(dense, self.lease), self._adopted(updates))
            self._computed = program.computed
            check_given(placeholders(self._computed, _parts(inputs)))
        self.outputs = program.outputs
        self._can_join, self._joined = program.can_join, False
        self.program = functools.cache(functools.partial(program.in_phase, phase))
        self._work = functools.cache(functools.partial(self.work, self._build))
        self._slots: list[Any] = [_slot(x) for x in inputs]
        self._at = next((i for i, x in enumerate(inputs) if _is_same(x, phase)), None)
        self.fed, self.slots = self._without_phase(inputs), self._without_phase(self._slots)
        self._takes_sparse = any(isinstance(slot, SparseSlot) for slot in self.slots)

    def __call__(self, inputs):
        phase, values = self.by_phase(inputs)
        arrays = [slot.array(value) for slot, value in zip(self.slots, values)]
        if self._takes_sparse:
            arrays = [part for array in arrays for part in _parts_of(array)]
        try:
            return self.lease.state.executor.run(self._work(0 in map(SIZE, arrays), *self.variant(phase)), arrays)
        except Exception as error:
            self.explain(error, inputs)
            raise

    def explain(self, error, *batches):
        """Raise an error that says more than `error`, if the inputs of the call tell the cause."""
        if self.explains:
            explain(error, self._is_within, lambda x: self._shapes(x, batches))

    def _is_within(self, x):
        return isinstance(x, tf.Tensor) and x.graph is self.lease.state.graph and depends_on(self._computed, x)

    def _shapes(self, x, batches):
        """The sizes of a tensor in calls with these inputs."""
        probe = Function(self.inputs, [graph_op(tf.shape)(x)])
        probe.explains = False
        return (probe(batch)[0] for batch in batches)

    def by_phase(self, values):
        """Split values into the learning phase, which is 0 if it is not an input, and those of the other inputs."""
        check_count(self.inputs, values)
        phase = 0 if self._at is None else int(self._slots[self._at].array(values[self._at]))
        return phase, self._without_phase(values)

    def variant(self, phase):
        """The arguments of `program`: the learning phase, and whether updates are joined, once they can be."""
        self._joined = self._joined or self._can_join and fused_operation.runs()
        return phase, self._joined

    def work(self, build, empty, phase, joined):
        """The work of a session that runs a variant of the function, which `build` adds to the session's graph."""
        program = self.program(phase, joined)
        waits = are_among(ancestors(program.computed, subgraph=program.subgraph))
        return SessionWork(functools.partial(build, empty, phase, joined), bool(program.updates), waits)

    def _without_phase(self, values):
        """The values without that of the learning phase."""
        return values if self._at is None else [*values[: self._at], *values[self._at + 1 :]]

    def _adopted(self, updates):
        """The updates, with operands that keep the variables which they depend on."""
        made = [_variable_update(*update) for update in updates]
        return [replace(update, operands=adopt(list(update.operands), self.lease)) for update in made]

    def _build(self, empty, phase, joined, session):
        parts = _parts(self.fed)
        feeds = [session.feed(part) for part in parts]
        outputs, updated = self.program(phase, joined).copied(session, list(zip(parts, feeds)), empty)
        return feeds, outputs, [updated]


class FunctionOverBatches:
    """Runs a `Function` for one batch after the other, in a loop inside the graph.

    The body of the loop is a copy of the function's part of the graph, on slices of arrays that hold all batches.

    Parameters
    ----------
    step : Function
    """

    def __init__(self, step):
        self._step = step
        self.lease = step.lease
        self._single = [output.shape.rank == 0 for output in step.outputs]
        self._slots = [slot.of_all_batches for slot in step.slots]
        self._work = functools.cache(functools.partial(step.work, self._build))

    def __call__(self, given, sizes):
        phase, arrays = self._step.by_phase(given)
        feeds = [slot.array(array) for slot, array in zip(self._slots, arrays)]
        offsets = np.cumsum([0, *sizes], dtype="int32")
        work = self._work(0 in sizes or 0 in map(SIZE, feeds), *self._step.variant(phase))
        try:
            *values, rows = self.lease.state.executor.run(work, [*feeds, offsets])
        except Exception as error:
            self._step.explain(error, *cut_batches(given, sizes))
            raise
        rows = iter(rows.T)
        by_output = [x if single else _split(x, next(rows)) for x, single in zip(values, self._single)]
        return [list(batch) for batch in zip(*by_output)] if by_output else [[] for _ in sizes]

    def _build(self, empty, phase, joined, session):
        arrays = [tf.compat.v1.placeholder(slot.dtype, slot.shape) for slot in self._slots]
        offsets = tf.compat.v1.placeholder("int32", (None,))
        program = self._step.program(phase, joined)
        fetches = self._loop(functools.partial(self._batch, session, program, empty, arrays), offsets)
        return [*arrays, offsets], fetches, [fetches[-1].op]

    def _loop(self, batch, offsets):
        """The values of each output for all batches, and the numbers of rows of the outputs that have rows."""
        count = tf.shape(offsets)[0] - 1
        outputs = self._step.outputs
        writers = [tf.TensorArray(x.dtype, count, infer_shape=False, element_shape=x.shape) for x in outputs]

        def body(i, rows, *writers):
            values, updated = batch(offsets[i], offsets[i + 1])
            lengths = [tf.shape(x)[0] for x, single in zip(values, self._single) if not single]
            with tf.control_dependencies([updated]):
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

    def _batch(self, session, program, empty, arrays, start, stop):
        """The outputs and the update for the samples from `start` to `stop`."""
        parts = [array[start:stop] if array.shape.rank else tf.identity(array) for array in arrays]
        for x, part in zip(self._step.fed, parts):
            part.set_shape(x.shape)
        return program.copied(session, list(zip(self._step.fed, parts)), empty)


def _parts(inputs):
    """The tensors that inputs consist of; a sparse one has three."""
    parts = [[x.indices, x.values, x.dense_shape] if isinstance(x, tf.SparseTensor) else [x] for x in inputs]
    return [part for several in parts for part in several]


def _slot(x):
    if isinstance(x, tf.SparseTensor):
        return SparseSlot(f"Input {x.values.name!r}", dtype_name(x))
    return Slot(f"Input {x.name!r}", static_shape(x), dtype_name(x))


def _parts_of(array):
    """The arrays to feed for an array; a sparse one has three."""
    if isinstance(array, np.ndarray):
        return [array]
    matrix = array.tocoo()
    indices = np.stack([matrix.row, matrix.col], axis=1).astype("int64")
    return [indices, matrix.data, np.array(matrix.shape, "int64")]


def _split(array, lengths):
    """Parts of an array along the first axis."""
    return [part for (part,) in cut_batches([array], lengths)]


def _variable_update(variable, new):
    if isinstance(new, VariableUpdate):
        return new

    def assign(handles, value):
        return tf.raw_ops.AssignVariableOp(resource=handles[0], value=value)

    value = as_tensor(new, dtype_name(variable))
    return VariableUpdate([variable], [value], assign, [value])


def _is_same(x, phase):
    return isinstance(phase, tf.Tensor) and isinstance(x, tf.Tensor) and x.op is phase.op
