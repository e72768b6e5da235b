"""Densely connected highway network."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.activations import ActivationFunction, ActivationLike
from kerasfront.constraints import ConstraintLike
from kerasfront.engine.topology import LAYERS, InputSpec
from kerasfront.engine.topology.keywords import LayerArguments, Unpack
from kerasfront.initializations import InitializationLike
from kerasfront.layers.affine import Affine
from kerasfront.regularizers import RegularizerLike


class HighwayArguments(LayerArguments, total=False):
    """What `Highway` takes besides: an argument of earlier versions."""

    transform_bias: Any


@LAYERS.register()
class Highway(Affine):
    """Mix the input with its transform: ``t * activation(dot(x, W) + b) + (1 - t) * x``.

    The share of the transform is ``t = sigmoid(dot(x, W_carry) + b_carry)``.

    Parameters are those of `Dense` without `output_dim`: output and input have one shape, (samples, input_dim). An
    earlier one, `transform_bias`, is taken and does nothing, with a warning.

    References
    ----------
    Srivastava, Greff, Schmidhuber: Highway Networks. arXiv:1505.00387, equations 2 and 3
    """

    input_ndim = 2
    activation: ActivationFunction
    input_dim: int | None

    def __init__(
        self,
        init: InitializationLike = "glorot_uniform",
        activation: ActivationLike = None,
        weights: Sequence[Any] | None = None,
        W_regularizer: RegularizerLike = None,
        b_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None,
        W_constraint: ConstraintLike = None,
        b_constraint: ConstraintLike = None,
        bias: bool = True,
        input_dim: int | None = None,
        **kwargs: Unpack[HighwayArguments],
    ) -> None:
        if kwargs.pop("transform_bias", None) is not None:
            warnings.warn("Highway: transform_bias does nothing, b_carry begins with ones. Leave it out.", stacklevel=2)
        super().__init__(**kwargs)
        self.configure(locals())
        self.input_spec = [InputSpec(ndim=2)]

    def build(self, input_shape: Any) -> None:
        """Create W, W_carry, b and b_carry."""
        size = input_shape[1]
        self.input_spec = [InputSpec(shape=(None, size))]
        self.W = self.declare("W", (size, size))
        self.W_carry = self.declare("W_carry", (size, size), self.init)
        self.b = self.declare_bias((size,))
        self.b_carry = self.declare("b_carry", (size,), "one") if self.bias else None

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        gate, transform = K.dot(x, self.W_carry), K.dot(x, self.W)
        if self.b is not None and self.b_carry is not None:
            gate, transform = gate + self.b_carry, transform + self.b
        gate = K.sigmoid(gate)
        return gate * self.activation(transform) + (1.0 - gate) * x
