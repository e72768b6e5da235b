"""Densely connected highway network."""

from __future__ import annotations

import warnings
from typing import Any

from kerasfront import backend as K
from kerasfront.engine.topology import LAYERS, InputSpec, Layer


@LAYERS.register()
class Highway(Layer):
    """Mix the input with its transform: ``t * activation(dot(x, W) + b) + (1 - t) * x``.

    The share of the transform is ``t = sigmoid(dot(x, W_carry) + b_carry)``.

    Parameters are those of `Dense` without `output_dim`: output and input have one shape, (samples, input_dim). An
    earlier one, `transform_bias`, is taken and does nothing, with a warning.

    References
    ----------
    Srivastava, Greff, Schmidhuber: Highway Networks. arXiv:1505.00387, equations 2 and 3
    """

    input_ndim = 2

    def __init__(
        self, init="glorot_uniform", activation=None, weights=None, W_regularizer=None, b_regularizer=None,
        activity_regularizer=None, W_constraint=None, b_constraint=None, bias=True, input_dim=None, **kwargs,
    ):  # fmt: skip
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
        self.b = self.declare("b", (size,), "zero") if self.bias else None
        self.b_carry = self.declare("b_carry", (size,), "one") if self.bias else None

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        gate, transform = K.dot(x, self.W_carry), K.dot(x, self.W)
        if self.b is not None and self.b_carry is not None:
            gate, transform = gate + self.b_carry, transform + self.b
        gate = K.sigmoid(gate)
        return gate * self.activation(transform) + (1.0 - gate) * x
