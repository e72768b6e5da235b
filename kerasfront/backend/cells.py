"""The cells of `gated_rnn`, written in operations of K, for backends whose kernels lack second gradients."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kerasfront.backend.conv import conv2d
from kerasfront.backend.kernels import CELLS
from kerasfront.backend.linalg import dot
from kerasfront.backend.nn import hard_sigmoid, relu, sigmoid, tanh
from kerasfront.backend.shaping import reshape
from kerasfront.backend.types import Tensor
from kerasfront.backend.variables import ndim, shape

INNER_ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": tanh,
    "sigmoid": sigmoid,
    "hard_sigmoid": hard_sigmoid,
    "relu": relu,
    "linear": lambda x: x,
}


def step(
    cell: str, inner_activation: str, x: Tensor, states: Sequence[Tensor], kernel: Tensor, scales: Sequence[Tensor] = ()
) -> list[Tensor]:
    """Compute the states after one step, the output first.

    x: what the input adds to each gate, (samples, ..., gates * units). For the rest see `gated_rnn`.
    """
    inner, kernels = INNER_ACTIVATIONS[inner_activation], _by_gate(kernel, CELLS[cell].gates)

    def added(gate: int, h: Tensor) -> Tensor:
        return inputs[gate] + led(h * scales[gate] if len(scales) else h, kernels[gate])

    inputs, h = _by_gate(x, CELLS[cell].gates), states[0]
    if cell == "simple_rnn":
        return [inner(added(0, h))]
    if cell == "gru":
        kept, reset = inner(added(0, h)), inner(added(1, h))
        return [kept * h + (1.0 - kept) * tanh(added(2, reset * h))]
    c = inner(added(1, h)) * states[1] + inner(added(0, h)) * tanh(added(2, h))
    return [inner(added(3, h)) * tanh(c), c]


def led(h: Tensor, kernel: Tensor) -> Tensor:
    """Return what a kernel leads to the gates: the product with a matrix, or the convolution of images."""
    return dot(h, kernel) if ndim(kernel) == 2 else conv2d(h, kernel, border_mode="same", dim_ordering="tf")


def _by_gate(x: Tensor, gates: int) -> list[Tensor]:
    """Return the part of each gate along the last axis."""
    sizes, axes = shape(x), range(ndim(x) - 1)
    parts = reshape(x, (*[sizes[axis] for axis in axes], gates, -1))
    return [parts[(*[slice(None) for _ in axes], gate)] for gate in range(gates)]
