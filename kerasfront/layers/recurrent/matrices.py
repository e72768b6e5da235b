"""Cells whose kernels are matrices."""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.activations import ActivationFunction, hard_sigmoid, linear, relu, sigmoid, tanh
from kerasfront.backend.types import Shape, Tensor
from kerasfront.engine.topology.limits import OWN_LOOP, take_work
from kerasfront.layers.phases import in_training
from kerasfront.layers.recurrent.gated import Gated
from kerasfront.utils.checks import check_count

ACTIVATIONS: dict[ActivationFunction, str] = {
    tanh: "tanh",
    sigmoid: "sigmoid",
    hard_sigmoid: "hard_sigmoid",
    relu: "relu",
    linear: "linear",
}
"""The activations of gates in `K.gated_rnn`, by function."""


class GatedByMatrices(Gated):
    """Base of cells over sequences of vectors, input (samples, time, input_dim), whose kernels are matrices.

    Attributes
    ----------
    known_as : str, optional
        Name of what the class computes for `K.gated_rnn`. Subclasses may compute something else: they do not inherit
        it.
    """

    known_as: str | None = None
    single_gate_U = ("init", "W_regularizer")  # as classic Keras has it: models are tuned to that
    checks = {**Gated.checks, "output_dim": check_count}

    def build(self, input_shape: Any) -> None:
        """Create the weights, and the states if they are kept between batches."""
        self.input_dim = input_shape[2]
        super().build(input_shape)

    def kernel_shapes(self, input_shape: Shape, units: int) -> tuple[Shape, Shape]:
        """Shapes (input_dim, units) and (output_dim, units)."""
        return (self.input_dim, units), (self.output_dim, units)

    def apply_input_kernel(self, x: Tensor, kernel: Tensor) -> Tensor:
        """Multiply along the last axis."""
        return K.dot(x, kernel)

    def apply_recurrent_kernel(self, h: Tensor, kernel: Tensor) -> Tensor:
        """Multiply along the last axis."""
        return K.dot(h, kernel)

    @property
    def known_activation(self) -> str | None:
        """Name of the activation of the gates for `K.gated_rnn`, if that knows the activations of the layer."""
        known = ACTIVATIONS.get(self.inner_activation) if self.activation is tanh else None
        return known if known in ("sigmoid", "hard_sigmoid") else None

    def precomputed_loop(
        self, inputs: Tensor, initial_states: list[Any], mask: Any, masks: list[Tensor]
    ) -> tuple[Any, Any, list[Any]]:
        """Run all steps, by the backend's own loop where it has one."""
        cell = vars(type(self)).get("known_as")
        inner = cell and self.known_activation
        # A masked first step returns zeros, which equal the state unless that is kept between batches.
        from_zero = mask is None or not (self.stateful or "get_initial_states" in vars(self))
        if not (cell and inner and not self.unroll and from_zero):
            return super().precomputed_loop(inputs, initial_states, mask, masks)
        take_work(self, OWN_LOOP)
        scales = masks * len(self.gates) if len(masks) == 1 else masks
        return K.gated_rnn(
            cell, inner, self.precomputed_step, inputs, initial_states, self.U, mask, self.go_backwards, scales
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
    """Compute ``dot(x, w) + b`` at every time.

    Parameters
    ----------
    x : tensor
        Shape (samples, time, input_dim).
    w, b : tensor
        Shapes (input_dim, output_dim) and (output_dim,).
    dropout : float, optional
        Fraction of the inputs to drop in training, in [0, 1); the same ones at all times.
    input_dim, output_dim, timesteps : int, optional
        Ignored, as the tensors have shapes.
    """
    if dropout:
        x = in_training(lambda: K.dropout(x, dropout, (None, 1, None)), x)
    output = K.dot(x, w)
    return output if b is None else output + b
