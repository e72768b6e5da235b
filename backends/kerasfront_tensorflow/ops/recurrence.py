"""The loops of recurrent layers as one operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kerasfront.backend import cells, kernels
from kerasfront.backend.kernels import ACTIVATIONS, CELLS
from kerasfront.errors import UnsupportedOperation
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import compiled
from kerasfront_tensorflow.ops.differentiable_loops import LoopStep, loop
from kerasfront_tensorflow.passes.unkept_gates import OPERATION

FILE, GRADIENT = "recurrence", "KerasfrontRecurrenceGradient"


def recurrence(cell: str, inner_activation: str, x: Any, mask: Any, scales: Any, kernel: Any, states: Any) -> Any:
    """The outputs of all steps, (samples, times, ..., units), and the last states; see `K.gated_rnn`."""
    mask = tf.zeros((0, 0), "bool") if mask is None else tf.cast(mask, "bool")
    scales = tf.stack(scales) if scales else tf.zeros((0, 0, 0))
    threads = tf.config.threading.get_intra_op_parallelism_threads()
    number, activation = kernels.numbers_of(cell, inner_activation)
    made = compiled.load(FILE).kerasfront_recurrence(
        x, mask, scales, kernel, states[0], states[-1], cell=number, activation=activation, threads=threads
    )
    made.h.set_shape((*x.shape[:-1], kernel.shape[-2]))
    made.last_c.set_shape(states[-1].shape)
    return made.h, [made.h[:, -1], made.last_c][: len(states)]


class RecurrenceCompound:
    """A loop that is one operation, to be built again step by step; see `second_gradients.Compound`."""

    loops, gradients = True, False

    def __init__(self, operation: Any) -> None:
        self._operation = operation
        self.inputs = list(operation.inputs)

    def built(self, values: Mapping[str, Any]) -> dict[str, Any]:
        x, mask, scales, kernel, *states = [values.get(x.name, x) for x in self.inputs]
        cell, inner = _cell(self._operation), ACTIVATIONS[self._operation.get_attr("activation")]
        states = states[: CELLS[cell].states]
        masked, scaled = 0 not in mask.shape[1:], 0 not in scales.shape[:1]
        outputs, last = step_by_step(
            cell, inner, x, mask if masked else None, [scales] if scaled else [], kernel, states
        )
        h, last_c, *_ = self._operation.outputs
        return {h.name: _over_time(outputs), last_c.name: last[-1]}


def step_by_step(
    cell: str, inner: str, x: Any, mask: Any, scales: Sequence[Any], kernel: Any, states: Sequence[Any]
) -> tuple[Any, list[Any]]:
    """The outputs of all steps, (times, samples, ..., units), and the last states, by a loop that has all gradients.

    scales: those of all gates in one tensor, or none.
    """

    def run(items, states, constants):
        by_gate = tf.unstack(constants[1], CELLS[cell].gates) if scales else []
        after = cells.step(cell, inner, items[0], states, constants[0], by_gate)
        if mask is not None:
            kept = tf.reshape(items[1], (-1, *[1] * (states[0].shape.rank - 1)))
            after = [tf.where(kept, new, old) for new, old in zip(after, states)]
        return after[:1], after, []

    sequences = [_over_time(x), *([] if mask is None else [tf.transpose(mask)])]
    step = LoopStep(run, [tf.TensorSpec(states[0].shape, states[0].dtype)])
    (outputs,), last, _ = loop(step, sequences, states, [kernel, *scales])
    return outputs, list(last)


@tf.RegisterGradient(OPERATION)
def _gradient(operation, by_h, by_last_c, *_):
    _, *given = operation.inputs
    h, _, c, gates = operation.outputs
    named = {name: operation.get_attr(name) for name in ("cell", "activation", "threads")}
    by_x, *by_first = compiled.load(FILE).kerasfront_recurrence_gradient(h, *given, c, gates, by_h, by_last_c, **named)
    cell, (_, scales, kernel, first, _) = _cell(operation), given
    before, units = tf.concat([first[:, None], h[:, :-1]], 1), tf.shape(kernel)[-2]
    scaled, by_kernel = bool(scales.shape[0]), []
    for gate, end in CELLS[cell].grouped(scaled):
        seen = gates[..., units : 2 * units] * before if cell == "gru" and gate == 2 else before
        seen = seen * scales[gate][:, None] if scaled else seen
        by_kernel.append(_by_kernel(seen, by_x[..., gate * units : end * units], kernel))
    return by_x, None, None, tf.concat(by_kernel, -1), *by_first


def _cell(operation):
    """The name of the cell of a loop."""
    return list(CELLS)[operation.get_attr("cell")]


def _by_kernel(states, gradients, kernel):
    """The sum over samples and times of the gradients by a kernel, or by the part of it that leads to some gates."""
    if kernel.shape.rank == 2:
        flat = [tf.reshape(x, (-1, tf.shape(x)[-1])) for x in (states, gradients)]
        return tf.matmul(*flat, transpose_a=True)
    flat = [tf.reshape(x, tf.concat([[-1], tf.shape(x)[2:]], 0)) for x in (states, gradients)]
    sizes = tf.concat([tf.shape(kernel)[:3], tf.shape(gradients)[-1:]], 0)
    return tf.compat.v1.nn.conv2d_backprop_filter(flat[0], sizes, flat[1], (1, 1, 1, 1), "SAME")


def _over_time(x):
    """Exchange the axes of samples and times."""
    return tf.transpose(x, (1, 0, *range(2, x.shape.rank)))


@tf.RegisterGradient(GRADIENT)
def _no_second_gradient(operation, *_):
    raise UnsupportedOperation(kernels.NO_SECOND_GRADIENTS)
