"""Functions of tensors, gradients, and the learning phase."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kerasfront.backend.feeding import BatchesFunction, batch_by_batch
from kerasfront.backend.host_calls import next_turn
from kerasfront.backend.types import RawTensor
from kerasfront.errors import UnsupportedOperation
from kerasfront_tensorflow.execution.program import VariableUpdate
from kerasfront_tensorflow.execution.subgraph import ancestors, depends_on, gradient_path
from kerasfront_tensorflow.function import Function, FunctionOverBatches
from kerasfront_tensorflow.internals import control_flow_context
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import host, second_gradients, updates
from kerasfront_tensorflow.ops.updates import Expression
from kerasfront_tensorflow.state import outside_control_flow, reset, state
from kerasfront_tensorflow.tensors import graph_op

__all__ = [
    "adam_step", "call_host", "function", "gradients", "has_gradient", "learning_phase", "over_batches", "reset_graph",
    "set_learning_phase", "stop_gradient", "uses_learning_phase",
]  # fmt: skip

NO_SECOND_GRADIENTS = (
    "K.gradients: TensorFlow has no second-order gradients through loops of its own, nor where its own tf.gradients "
    "took the first ones. The loops of K.rnn, K.scan, K.foldl, K.map_fn and of layers have them, if K.gradients takes "
    "both."
)

NO_GRADIENTS_OF_COPIES = (
    "K.gradients: on TensorFlow, the result of K.substitute has no gradients where a loop of K.rnn or K.scan is in it. "
    "Build the loop on the other value, or unroll it."
)


def function(
    inputs: Sequence[RawTensor],
    outputs: Sequence[RawTensor],
    updates: Sequence[tuple[RawTensor, Any]] = (),
    **kwargs: Any,
) -> Callable[[Sequence[Any]], list[np.ndarray]]:
    return Function(inputs, outputs, updates)


def over_batches(step: Callable[[Sequence[Any]], list[np.ndarray]]) -> BatchesFunction:
    if any(isinstance(x, tf.SparseTensor) for x in step.inputs):
        return batch_by_batch(step)
    return FunctionOverBatches(step)


def adam_step(
    p: RawTensor,
    m: RawTensor,
    v: RawTensor,
    g: RawTensor,
    rate: RawTensor,
    beta_1: RawTensor,
    beta_2: RawTensor,
    epsilon: RawTensor,
) -> tuple[RawTensor, Any]:
    operands = [_operand(x) for x in (rate, beta_1, beta_2, epsilon, g)]

    def apply(handles, lr, beta1, beta2, epsilon, grad):
        if updates.will_run():
            return _adam_of_tensors(handles, lr, beta1, beta2, epsilon, grad)
        var, m, v = handles
        none = tf.zeros((), lr.dtype)  # the rate is corrected already
        return tf.raw_ops.ResourceApplyAdam(
            var=var, m=m, v=v, beta1_power=none, beta2_power=none,
            lr=lr, beta1=beta1, beta2=beta2, epsilon=epsilon, grad=grad,
        )  # fmt: skip

    values = _adam(*(Expression("read", (x,)) for x in (p, m, v, *operands)), Expression.sqrt)
    return p, VariableUpdate([p, m, v], operands, apply, values)


def _adam(p, m, v, rate, beta_1, beta_2, epsilon, g, sqrt):
    """The new values of p, m and v; `sqrt` is that of expressions or of tensors."""
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g * g
    return [p - rate * m / (sqrt(v) + epsilon), m, v]


def _adam_of_tensors(handles, *operands):
    """The operation that gives p, m and v new values."""
    old = (tf.raw_ops.ReadVariableOp(resource=x, dtype=operands[0].dtype) for x in handles)
    values = _adam(*old, *operands, tf.sqrt)
    with tf.control_dependencies(values):
        return tf.group(*(tf.raw_ops.AssignVariableOp(resource=x, value=new) for x, new in zip(handles, values)))


@graph_op
def call_host(
    x: RawTensor, function: Callable[[np.ndarray], np.ndarray], transposed: Callable[[np.ndarray], np.ndarray]
) -> RawTensor:
    return host.call(x, function, transposed, next_turn())


@graph_op
def _operand(x):
    return tf.convert_to_tensor(x)


@graph_op
def gradients(loss: RawTensor | Sequence[RawTensor], variables: RawTensor | Sequence[RawTensor]) -> list[RawTensor]:
    try:
        return second_gradients.gradients(loss, variables)
    except UnsupportedOperation as error:
        raise UnsupportedOperation(f"{error}{_weights_behind(loss)}") from error
    except AttributeError as error:  # TensorFlow asks for what it knows of a loop that it has built itself
        if not any(x.type == "Exit" and control_flow_context(x) is None for x in ancestors([loss])):
            raise
        raise UnsupportedOperation(f"{NO_GRADIENTS_OF_COPIES}{_weights_behind(loss)}") from error
    except TypeError as error:
        if "Second-order gradient for while loops" not in str(error):
            raise
        raise UnsupportedOperation(f"{NO_SECOND_GRADIENTS}{_weights_behind(loss)}") from error


def _weights_behind(loss):
    """A sentence with the names of the variables that a loss depends on, which tell the layers."""
    names = sorted({x.name.strip("/") for x in ancestors([loss]) if x.type == "VarHandleOp"})
    return f" This loss depends on {', '.join(names[:10])}." if names else ""


def has_gradient(loss: RawTensor, variables: Sequence[RawTensor]) -> list[bool]:
    reached = {operation.name for operation in gradient_path([loss])}
    return [getattr(x, "handle", x).op.name in reached for x in variables]


@graph_op
def stop_gradient(variables: RawTensor) -> RawTensor:
    if isinstance(variables, (list, tuple)):
        return [tf.stop_gradient(v) for v in variables]
    return tf.stop_gradient(variables)


@graph_op
def learning_phase() -> RawTensor:
    if state().learning_phase is None:
        with outside_control_flow():
            default = tf.constant(0, "uint8")
            state().learning_phase = tf.compat.v1.placeholder_with_default(default, (), name="keras_learning_phase")
    return state().learning_phase


def set_learning_phase(value: int | RawTensor) -> None:
    state().learning_phase = value if isinstance(value, tf.Tensor) else int(value)


def uses_learning_phase(x: RawTensor) -> bool:
    phase = state().learning_phase
    return isinstance(phase, tf.Tensor) and depends_on([x], phase)


def reset_graph() -> None:
    reset()
