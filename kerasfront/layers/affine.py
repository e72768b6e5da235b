"""The base of layers with a kernel and a bias."""

from __future__ import annotations

from kerasfront.backend.types import Shape, Tensor
from kerasfront.constraints import Projection
from kerasfront.engine.topology import Layer
from kerasfront.initializations import Initialization
from kerasfront.regularizers import Penalty


class Affine(Layer):
    """Base of layers that apply a kernel W to their input and add a bias b.

    Attributes
    ----------
    init : callable
        Initialization of W.
    W_regularizer, b_regularizer : callable or None
        Penalties on W and b.
    W_constraint, b_constraint : callable or None
        Constraints on W and b.
    bias : bool
        Whether there is a bias.
    W : variable
    b : variable or None
        Both exist once the layer is built; b is None without a bias.
    """

    init: Initialization
    W_regularizer: Penalty | None
    b_regularizer: Penalty | None
    W_constraint: Projection | None
    b_constraint: Projection | None
    bias: bool
    W: Tensor
    b: Tensor | None

    def declare_bias(self, shape: Shape) -> Tensor | None:
        """Make the bias, initially zero, if the layer has one."""
        return self.declare("b", shape, "zero") if self.bias else None
