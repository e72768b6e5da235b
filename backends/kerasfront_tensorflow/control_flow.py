"""Branches and loops inside a graph."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import Any

from kerasfront.backend.control_flow import rnn
from kerasfront.backend.types import RawTensor
from kerasfront_tensorflow.internals import control_flow_context
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import cudnn, machine
from kerasfront_tensorflow.ops.differentiable_loops import with_shape
from kerasfront_tensorflow.ops.loop_keys import Step, loop_key
from kerasfront_tensorflow.ops.machine import Recurrence
from kerasfront_tensorflow.ops.recurrence import recurrence
from kerasfront_tensorflow.ops.second_gradients import note_scan
from kerasfront_tensorflow.state import state
from kerasfront_tensorflow.tensors import adopt, as_tensor, graph_op, static_shape

__all__ = ["gated_rnn", "scan", "switch", "unstack", "where"]

PRODUCT = "ProductInALoop"
"""The name of its gradient."""


@graph_op
def switch(condition: RawTensor, then_expression: Any, else_expression: Any) -> RawTensor:
    if condition.shape.rank:
        return where(condition, then_expression, else_expression)
    shapes = []

    def build(expression):
        result = as_tensor(expression() if callable(expression) else expression)
        shapes.append(result.shape)
        return tf.identity(result)

    chosen = tf.cond(tf.cast(condition, "bool"), lambda: build(then_expression), lambda: build(else_expression))
    for shape in shapes:
        chosen.set_shape(shape)
    return chosen


@graph_op
def where(condition: RawTensor, x: Any, y: Any) -> RawTensor:
    return tf.where(tf.cast(condition, "bool"), x, y)


@graph_op
def unstack(x: RawTensor, length: int) -> list[RawTensor]:
    return tf.unstack(x, length)


@graph_op
def scan(
    step_function: Callable[..., Any], sequences: Sequence[RawTensor], states: Sequence[RawTensor]
) -> tuple[RawTensor, list[RawTensor]]:
    sequences, states = [as_tensor(x) for x in sequences], [as_tensor(x) for x in states]
    length = static_shape(sequences[0])[0]
    if length == 0:  # which TensorFlow's arrays take only where all other sizes are known
        return tf.zeros(tf.concat([[0], tf.shape(states[0])], 0), states[0].dtype), states
    step = functools.partial(_new_states, step_function)
    key, results = loop_key(step, sequences, states), state().results
    found = results.take(key) if key else None
    outputs, *last = found or _loop(step, sequences, states, length)
    if key and not found:
        results.add(key, [outputs, *last])
    return outputs, last


def _loop(
    step: Step, sequences: Sequence[RawTensor], states: Sequence[RawTensor], length: int | None
) -> list[RawTensor]:
    """The outputs of all steps, and the last states."""
    count = length or tf.shape(sequences[0])[0]
    readers = [tf.TensorArray(x.dtype, count).unstack(x) for x in sequences]
    writer = tf.TensorArray(states[0].dtype, count, element_shape=states[0].shape)
    built = {}

    def body(t, writer, *old):
        items = [reader.read(t) for reader in readers]
        new = step(t, items, old)
        built.update(inner=[t, *items, *old], after=new)
        return t + 1, writer.write(t, new[0]), *new

    _, writer, *last = tf.while_loop(lambda t, *_: t < count, body, (0, writer, *states))
    found = [writer.stack(), *last]
    note_scan(**built, sequences=sequences, states=states, found=found)
    return found


def _new_states(
    step_function: Callable[..., Any], number: RawTensor, items: Sequence[RawTensor], old: Sequence[RawTensor]
) -> list[RawTensor]:
    """Build the step of a loop in the default graph."""
    lease = state().lease()
    with _counting(number), tf.compat.v1.get_default_graph().gradient_override_map({"MatMul": PRODUCT}):
        new = step_function(adopt(list(items), lease), adopt(list(old), lease))
    return [with_shape(as_tensor(x), before.shape) for x, before in zip(new, old)]


def gated_rnn(
    cell: str,
    inner_activation: str,
    step_function: Callable[..., Any],
    inputs: RawTensor,
    initial_states: Sequence[RawTensor],
    kernel: RawTensor,
    mask: RawTensor | None = None,
    go_backwards: bool = False,
    scales: Sequence[RawTensor] = (),
) -> tuple[RawTensor, RawTensor, list[RawTensor]]:
    facts = mask is not None, bool(scales), inputs.shape.rank > 3
    asked = Recurrence(cell, inner_activation, inputs.dtype.base_dtype.name, *facts)
    chosen = machine.implementation_here(asked)
    if chosen == machine.STEPS:
        return rnn(step_function, inputs, initial_states, go_backwards, mask, scales)
    return _gated_rnn(chosen, cell, inner_activation, inputs, initial_states, kernel, mask, go_backwards, scales)


@graph_op
def _gated_rnn(chosen, cell, inner_activation, inputs, initial_states, kernel, mask, go_backwards, scales):
    x, kernel, *states = [as_tensor(x) for x in (inputs, kernel, *initial_states)]
    if go_backwards:
        x, mask = tf.reverse(x, [1]), mask if mask is None else tf.reverse(mask, [1])
    if chosen == machine.CUDNN:
        outputs, states = cudnn.recurrence(x, kernel, states)
    else:
        outputs, states = recurrence(cell, inner_activation, x, mask, scales, kernel, states)
    return states[0], outputs, states


@contextmanager
def _counting(step):
    """Note within the block that the body of a loop is being built, the number of whose step is `step`."""
    counters = state().loop_counters
    counters.append(step)
    try:
        yield
    finally:
        counters.pop()


@tf.RegisterGradient(PRODUCT)
def _product_gradient(operation, gradient):
    """The gradient of a product of matrices in a loop.

    What does not change in the loop is transposed once, before it, which makes the products faster.
    """
    x, y = operation.inputs
    turned_x, turned_y = (operation.get_attr(name) for name in ("transpose_a", "transpose_b"))
    by_y = tf.matmul(x, gradient, transpose_a=not turned_x)
    if turned_y or y.op.type != "Enter" or control_flow_context(y.op.inputs[0].op) is not None:
        by_x = tf.matmul(gradient, y, transpose_b=not turned_y)
    else:
        with tf.control_dependencies(None):
            turned = tf.transpose(y.op.inputs[0])
        by_x = tf.matmul(gradient, turned)
    return tf.transpose(by_x) if turned_x else by_x, tf.transpose(by_y) if turned_y else by_y
