"""Functions of tensors, gradients, and the learning phase."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kerasfront.backend.feeding import BatchesFunction, batch_by_batch
from kerasfront.backend.types import RawTensor
from kerasfront.errors import ArgumentTypeError, UnsupportedOperation
from kerasfront_tensorflow.function import Change, Function, FunctionOverBatches
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import twice
from kerasfront_tensorflow.state import outermost, reset, state
from kerasfront_tensorflow.tensors import graph_op
from kerasfront_tensorflow.walk import behind, depends_on, on_slopes

__all__ = [
    "adam_step", "function", "gradients", "has_gradient", "learning_phase", "over_batches", "reset_graph",
    "set_learning_phase", "stop_gradient", "uses_learning_phase",
]  # fmt: skip

NO_SECOND_SLOPES = (
    "K.gradients: TensorFlow has no second derivatives through loops of its own, nor where its own tf.gradients took "
    "the first ones. The loops of K.rnn, K.scan, K.foldl, K.map_fn and of layers have them, if K.gradients takes both."
)

NO_SLOPES_OF_COPIES = (
    "K.gradients: on TensorFlow, what K.substitute gives has no derivatives where a loop of K.rnn or K.scan is in it. "
    "Build the loop on the other value, or unroll it."
)


def function(
    inputs: Sequence[RawTensor],
    outputs: Sequence[RawTensor],
    updates: Sequence[tuple[RawTensor, Any]] = (),
    **kwargs: Any,
) -> Callable[[Sequence[Any]], list[np.ndarray]]:
    for x in inputs:
        if not isinstance(x, (tf.Tensor, tf.SparseTensor)):
            raise ArgumentTypeError(f"function: an input must be a placeholder of the backend in use, got {x!r}.")
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
        var, m, v = handles
        none = tf.zeros((), lr.dtype)  # the rate is corrected already
        return tf.raw_ops.ResourceApplyAdam(
            var=var, m=m, v=v, beta1_power=none, beta2_power=none,
            lr=lr, beta1=beta1, beta2=beta2, epsilon=epsilon, grad=grad,
        )  # fmt: skip

    return p, Change([p, m, v], operands, apply)


@graph_op
def _operand(x):
    return tf.convert_to_tensor(x)


@graph_op
def gradients(loss: RawTensor | Sequence[RawTensor], variables: RawTensor | Sequence[RawTensor]) -> list[RawTensor]:
    try:
        return twice.gradients(loss, variables)
    except UnsupportedOperation as error:
        raise UnsupportedOperation(f"{error}{_weights_behind(loss)}") from error
    except AttributeError as error:  # TensorFlow asks for what it knows of a loop that it has built itself
        if not any(x.type == "Exit" and x._get_control_flow_context() is None for x in behind([loss])):
            raise
        raise UnsupportedOperation(f"{NO_SLOPES_OF_COPIES}{_weights_behind(loss)}") from error
    except TypeError as error:
        if "Second-order gradient for while loops" not in str(error):
            raise
        raise UnsupportedOperation(f"{NO_SECOND_SLOPES}{_weights_behind(loss)}") from error


def _weights_behind(loss):
    """Their names, which tell the layers."""
    names = sorted({x.name.strip("/") for x in behind([loss]) if x.type == "VarHandleOp"})
    return f" This loss depends on {', '.join(names[:10])}." if names else ""


def has_gradient(loss: RawTensor, variables: Sequence[RawTensor]) -> list[bool]:
    reached = {operation.name for operation in on_slopes([loss])}
    return [getattr(x, "handle", x).op.name in reached for x in variables]


@graph_op
def stop_gradient(variables: RawTensor) -> RawTensor:
    if isinstance(variables, (list, tuple)):
        return [tf.stop_gradient(v) for v in variables]
    return tf.stop_gradient(variables)


@graph_op
def learning_phase() -> RawTensor:
    if state().learning_phase is None:
        with outermost():
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
