"""Fully connected layers."""

from __future__ import annotations

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
from kerasfront.utils.checks import check_count


@LAYERS.register()
class Dense(Affine):
    """Fully connected layer: ``output = activation(dot(x, W) + b)``, along the last axis of the input x.

    Parameters
    ----------
    output_dim : int
        Size of the last axis of the output.
    init : str or callable
        Initialization of W.
    activation : str or callable, optional
        Activation function; linear by default.
    weights : list of arrays, optional
        Initial values of W, shape (input_dim, output_dim), and b, shape (output_dim,).
    W_regularizer, b_regularizer, activity_regularizer : Regularizer, optional
        Penalties on W, b and the output.
    W_constraint, b_constraint : Constraint, optional
        Constraints on W and b, applied after every update.
    bias : bool
        Whether to add b.
    input_dim : int, optional
        Size of the last axis of the input; needed by a first layer without `input_shape`.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: (samples, ..., input_dim). Output: (samples, ..., output_dim).

    Examples
    --------
    >>> from kerasfront.layers import Dense
    >>> from kerasfront.models import Sequential
    >>> model = Sequential([Dense(64, activation="relu", input_dim=20), Dense(10, activation="softmax")])
    >>> model.output_shape
    (None, 10)
    """

    input_ndim = 2
    checks = {"output_dim": check_count}
    output_dim: int
    activation: ActivationFunction
    input_dim: int | None

    def __init__(
        self,
        output_dim: int,
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
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())
        self.input_spec = [InputSpec(ndim="2+")]

    def build(self, input_shape: Any) -> None:
        """Create W and b."""
        self.input_dim = input_shape[-1]
        self.input_spec = [InputSpec(ndim="2+", shape=(None,) * (len(input_shape) - 1) + (self.input_dim,))]
        self.W = self.declare("W", (self.input_dim, self.output_dim))
        self.b = self.declare_bias((self.output_dim,))

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        output = K.dot(x, self.W)
        if self.b is not None:
            output = K.bias_add(output, self.b, "tf")
        return self.activation(output)

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """The shape of the input with output_dim as last size."""
        return (*input_shape[:-1], self.output_dim)


@LAYERS.register()
class TimeDistributedDense(Dense):
    """Fully connected layer applied at every time: ``output[:, t] = activation(dot(x[:, t], W) + b)``.

    `Dense` does the same on such an input, and so does ``TimeDistributed(Dense(...))``; this name is kept for old
    scripts. The other parameters are those of `Dense`.

    Parameters
    ----------
    input_length : int, optional
        Number of times.

    Notes
    -----
    Input: (samples, time, input_dim). Output: (samples, time, output_dim).

    Examples
    --------
    >>> from kerasfront.layers import TimeDistributedDense
    >>> from kerasfront.models import Sequential
    >>> Sequential([TimeDistributedDense(16, input_shape=(10, 8))]).output_shape
    (None, 10, 16)
    """

    input_ndim = 3
    supports_masking = True
    input_length: int | None

    def __init__(
        self,
        output_dim: int,
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
        input_length: int | None = None,
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(output_dim, **kwargs)
        self.configure(locals())
        self.input_spec = [InputSpec(ndim=3)]

    def build(self, input_shape: Any) -> None:
        """Create W and b; input_dim keeps the value of the argument, as in classic configurations of this layer."""
        given = self.input_dim
        super().build(input_shape)
        self.input_dim = given
