"""Functions of tensors, gradients, and the learning phase."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kerasfront.backend.feeding import BatchesFunction, batch_by_batch
from kerasfront.backend.host_calls import next_turn
from kerasfront.backend.types import RawTensor
from kerasfront_theano.ancestors import depends_on, gradient_path
from kerasfront_theano.function import Function
from kerasfront_theano.library import theano
from kerasfront_theano.ops.adam import AdamStep
from kerasfront_theano.ops.host import CallHost
from kerasfront_theano.ops.second_gradients import differentiable
from kerasfront_theano.state import LOCK, reset, state
from kerasfront_theano.static_shape import static_shape
from kerasfront_theano.tensors import is_tensor, with_shape
from kerasfront_theano.variables import is_sparse

T = theano.tensor

__all__ = [
    "adam_step", "call_host", "function", "gradients", "has_gradient", "learning_phase", "over_batches", "reset_graph",
    "set_learning_phase", "stop_gradient", "uses_learning_phase",
]  # fmt: skip


def function(
    inputs: Sequence[RawTensor],
    outputs: Sequence[RawTensor],
    updates: Sequence[tuple[RawTensor, Any]] = (),
    **kwargs: Any,
) -> Callable[[Sequence[Any]], list[np.ndarray]]:
    return Function(inputs, outputs, updates, **kwargs)


def over_batches(step: Callable[[Sequence[Any]], list[np.ndarray]]) -> BatchesFunction:
    return batch_by_batch(step) if any(map(is_sparse, step.inputs)) else step.over_batches


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
    new, *slots = AdamStep()(p, m, v, g, rate, beta_1, beta_2, epsilon)
    new.tag.updates = list(zip((m, v), slots))
    return p, new


def call_host(
    x: RawTensor, function: Callable[[np.ndarray], np.ndarray], transposed: Callable[[np.ndarray], np.ndarray]
) -> RawTensor:
    return with_shape(CallHost(function, transposed, next_turn())(x), static_shape(x))


def gradients(loss: RawTensor | Sequence[RawTensor], variables: RawTensor | Sequence[RawTensor]) -> list[RawTensor]:
    loss, *sources = differentiable([loss, *variables])
    found = T.grad(T.sum(loss), sources, disconnected_inputs="ignore")
    return [_of_the_kind(x, gradient) for gradient, x in zip(found, variables)]


def _of_the_kind(x: RawTensor, gradient: RawTensor) -> RawTensor:
    """A gradient with the type and the static shape of `x`: that of a wider loss may be wider."""
    gradient = T.cast(gradient, x.dtype)
    return gradient if is_sparse(x) else with_shape(gradient, static_shape(x))


def has_gradient(loss: RawTensor, variables: Sequence[RawTensor]) -> list[bool]:
    reached = set(gradient_path([loss]))
    return [x in reached for x in variables]


def stop_gradient(variables: RawTensor) -> RawTensor:
    if isinstance(variables, (list, tuple)):
        return [theano.gradient.disconnected_grad(v) for v in variables]
    return theano.gradient.disconnected_grad(variables)


def learning_phase() -> RawTensor:
    with LOCK:
        if state().learning_phase is None:
            state().learning_phase = T.scalar("keras_learning_phase", dtype="uint8")
        return state().learning_phase


def set_learning_phase(value: int | RawTensor) -> None:
    state().learning_phase = value if is_tensor(value) else int(value)


def uses_learning_phase(x: RawTensor) -> bool:
    phase = state().learning_phase
    return isinstance(phase, theano.graph.basic.Variable) and depends_on([x], phase)


def reset_graph() -> None:
    reset()
