"""Cells whose kernels are matrices."""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.activations import hard_sigmoid, sigmoid, tanh
from kerasfront.backend.types import Shape, Tensor
from kerasfront.layers.phases import in_training
from kerasfront.layers.recurrent.gated import Gated
from kerasfront.utils.checks import check_count

INNER_ACTIVATIONS = {sigmoid: "sigmoid", hard_sigmoid: "hard_sigmoid"}
"""Those that `K.gated_rnn` knows."""


class GatedByMatrices(Gated):
    """Base of cells over sequences of vectors, input (samples, time, input_dim): gates are dense in input and state.

    Attributes
    ----------
    known_as : str, optional
        How `K.gated_rnn` calls what the class computes. Subclasses may compute something else: they do not inherit it.
    """

    known_as: str | None = None
    activation: Any
    inner_activation: Any
    checks = {**Gated.checks, "output_dim": check_count}

    def build(self, input_shape: Any) -> None:
        """Create the weights, and the states if they are kept between batches."""
        self.input_dim = input_shape[2]
        super().build(input_shape)

    def needed_shape(self, input_shape: Shape) -> Shape:
        """The number of features."""
        return (None, None, self.input_dim)

    def kernel_shapes(self, input_shape: Shape, units: int) -> tuple[Shape, Shape]:
        """(input_dim, units) and (output_dim, units)."""
        return (self.input_dim, units), (self.output_dim, units)

    def inner_initialization(self, gate: str) -> Any:
        """As classic Keras has it, the U of a single gate is drawn by `init`; models are tuned to that."""
        return self.init if gate else self.inner_init

    def regularizer(self, kind: str, gate: str) -> Any:
        """As classic Keras has it, the U of a single gate is penalized by `W_regularizer`; models are tuned to that."""
        return super().regularizer("W" if kind == "U" and gate else kind, gate)

    def times_W(self, x: Tensor, kernel: Tensor) -> Tensor:
        """The product, along the last axis."""
        return K.dot(x, kernel)

    def times_U(self, h: Tensor, kernel: Tensor) -> Tensor:
        """The product, along the last axis."""
        return K.dot(h, kernel)

    def loop_over_gates(
        self, inputs: Tensor, initial_states: list[Any], mask: Any, masks: list[Tensor]
    ) -> tuple[Any, Any, list[Any]]:
        """All steps, by the backend's own loop where it may have one."""
        cell = vars(type(self)).get("known_as")
        inner = cell and INNER_ACTIVATIONS.get(self.inner_activation)
        # A masked step before all others gives zeros, which is the state unless that is kept between batches.
        from_zero = mask is None or not (self.stateful or "get_initial_states" in vars(self))
        if not (cell and inner and self.activation is tanh and not self.unroll and from_zero):
            return super().loop_over_gates(inputs, initial_states, mask, masks)
        scales = masks * len(self.gates) if len(masks) == 1 else masks
        return K.gated_rnn(
            cell, inner, self.step_of_gates, inputs, initial_states, self.U, mask, self.go_backwards, scales
        )


def time_distributed_dense(
    x: Any,
    w: Any,
    b: Any = None,
    dropout: float | None = None,
    input_dim: int | None = None,
    output_dim: int | None = None,
    timesteps: int | None = None,
) -> Any:
    """``dot(x, w) + b`` at every time.

    Parameters
    ----------
    x : tensor
        Shape (samples, time, input_dim).
    w, b : tensor
        Shapes (input_dim, output_dim) and (output_dim,).
    dropout : float, optional
        Share of the inputs that are dropped in training, the same ones at all times.
    input_dim, output_dim, timesteps : int, optional
        Not needed: the shapes of the tensors tell.
    """
    if dropout:
        x = in_training(lambda: K.dropout(x, dropout, (None, 1, None)), x)
    output = K.dot(x, w)
    return output if b is None else output + b
