"""Cells whose kernels are matrices."""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Shape, Tensor
from kerasfront.layers.phases import in_training
from kerasfront.layers.recurrent.known import KnownCell
from kerasfront.utils.checks import check_count


class GatedByMatrices(KnownCell):
    """Base of cells over sequences of vectors, input (samples, time, input_dim), whose kernels are matrices."""

    single_gate_U = ("init", "W_regularizer")  # as classic Keras has it: models are tuned to that
    checks = {**KnownCell.checks, "output_dim": check_count}

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
