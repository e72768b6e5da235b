"""Fully connected layers, with the arguments of Keras 0.3."""

# Keras 0.3 called methods and attributes with other arguments than today.
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.activations import ActivationLike
from kerasfront.backend.types import Tensor
from kerasfront.constraints import ConstraintLike
from kerasfront.engine.topology import InputSpec
from kerasfront.initializations import InitializationLike
from kerasfront.layers import core
from kerasfront.legacy.layers.arguments import named
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.registry import LAYERS
from kerasfront.regularizers import RegularizerLike


@LAYERS.register()
class Dense(core.Dense, Layer):
    __doc__ = core.Dense.__doc__

    def __init__(
        self, output_dim: int, init: InitializationLike = "glorot_uniform", activation: ActivationLike = "linear",
        weights: Sequence[Any] | None = None, W_regularizer: RegularizerLike = None,
        b_regularizer: RegularizerLike = None, activity_regularizer: RegularizerLike = None,
        W_constraint: ConstraintLike = None, b_constraint: ConstraintLike = None, input_dim: int | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**named(locals()))


@LAYERS.register()
class TimeDistributedDense(core.TimeDistributedDense, Layer):
    __doc__ = core.TimeDistributedDense.__doc__

    def __init__(
        self, output_dim: int, init: InitializationLike = "glorot_uniform", activation: ActivationLike = "linear",
        weights: Sequence[Any] | None = None, W_regularizer: RegularizerLike = None,
        b_regularizer: RegularizerLike = None, activity_regularizer: RegularizerLike = None,
        W_constraint: ConstraintLike = None, b_constraint: ConstraintLike = None, input_dim: int | None = None,
        input_length: int | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**named(locals()))


@LAYERS.register()
class MaxoutDense(core.MaxoutDense, Layer):
    __doc__ = core.MaxoutDense.__doc__

    def __init__(
        self, output_dim: int, nb_feature: int = 4, init: InitializationLike = "glorot_uniform",
        weights: Sequence[Any] | None = None, W_regularizer: RegularizerLike = None,
        b_regularizer: RegularizerLike = None, activity_regularizer: RegularizerLike = None,
        W_constraint: ConstraintLike = None, b_constraint: ConstraintLike = None, input_dim: int | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**named(locals()))


@LAYERS.register()
class Highway(core.Highway, Layer):
    """Mix the input with its transform: ``t * activation(dot(x, W) + b) + (1 - t) * x``.

    The share of the transform is ``t = sigmoid(dot(x, W_carry) + b_carry)``. The weights come in the order W, b,
    W_carry, b_carry.

    Parameters are those of `Dense` without `output_dim`: output and input have one shape, (samples, input_dim); and

    Parameters
    ----------
    transform_bias : float
        What b_carry is at first.

    References
    ----------
    Srivastava, Greff, Schmidhuber: Highway Networks. arXiv:1505.00387, equations 2 and 3
    """

    def __init__(
        self, init: InitializationLike = "glorot_uniform", transform_bias: float = -2,
        activation: ActivationLike = "linear", weights: Sequence[Any] | None = None,
        W_regularizer: RegularizerLike = None, b_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None, W_constraint: ConstraintLike = None,
        b_constraint: ConstraintLike = None, input_dim: int | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        arguments = named(locals())
        del arguments["transform_bias"]
        super().__init__(**arguments)
        self.configure({"transform_bias": transform_bias})

    def build(self, input_shape: Any) -> None:
        """Create W, b, W_carry and b_carry."""
        size = input_shape[1]
        self.input_spec = [InputSpec(shape=(None, size))]
        self.W = self.declare("W", (size, size))
        self.b = self.declare("b", (size,), "zero")
        self.W_carry = self.declare("W_carry", (size, size), self.init)
        self.b_carry = self.declare("b_carry", (size,), self._carry)

    def _carry(self, shape: tuple[int, ...], name: str | None = None) -> Tensor:
        return K.variable(np.full(shape, self.transform_bias), name=name)
