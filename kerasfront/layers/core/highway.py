"""Densely connected highway network."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.activations import ActivationFunction, ActivationLike
from kerasfront.backend.types import Unpack
from kerasfront.constraints import ConstraintLike
from kerasfront.engine.topology import LAYERS, InputSpec
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.initializations import InitializationLike
from kerasfront.layers.affine import Affine
from kerasfront.regularizers import RegularizerLike


class HighwayArguments(LayerArguments, total=False):
    """Arguments of `Layer`, and one of earlier versions."""

    transform_bias: Any


@LAYERS.register()
class Highway(Affine):
    """Densely connected highway layer, which mixes the input x with a transform of it.

    ::

        t = sigmoid(dot(x, W_carry) + b_carry)
        output = t * activation(dot(x, W) + b) + (1 - t) * x

    Parameters
    ----------
    init : str or callable
        Initialization of W and W_carry.
    activation : str or callable, optional
        Activation function of the transform; linear by default.
    weights : list of arrays, optional
        Initial values of W and W_carry, shape (input_dim, input_dim), and b and b_carry, shape (input_dim,).
    W_regularizer, b_regularizer, activity_regularizer : Regularizer, optional
        Penalties on W, b and the output.
    W_constraint, b_constraint : Constraint, optional
        Constraints on W and b, applied after every update.
    bias : bool
        Whether to add b and b_carry.
    input_dim : int, optional
        Size of the input; needed by a first layer without `input_shape`.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`. `transform_bias` of earlier versions is accepted with
        a warning and has no effect.

    Notes
    -----
    Input and output: (samples, input_dim). b_carry is initialized with ones.

    References
    ----------
    Srivastava, Greff, Schmidhuber: Highway Networks. arXiv:1505.00387, equations 2 and 3

    Examples
    --------
    >>> from kerasfront.layers import Highway
    >>> from kerasfront.models import Sequential
    >>> Sequential([Highway(input_shape=(64,))]).output_shape
    (None, 64)
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
            warnings.warn("Highway: transform_bias has no effect, b_carry begins with ones. Omit it.", stacklevel=2)
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
