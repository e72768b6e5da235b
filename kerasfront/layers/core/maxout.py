"""Maxout layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Unpack
from kerasfront.constraints import ConstraintLike
from kerasfront.engine.topology import LAYERS, InputSpec
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.engine.topology.limits import PRODUCT, take_work
from kerasfront.initializations import InitializationLike
from kerasfront.layers.affine import Affine
from kerasfront.regularizers import RegularizerLike
from kerasfront.utils.checks import check_count


@LAYERS.register()
class MaxoutDense(Affine):
    """Elementwise maximum of several linear layers, which learns a convex activation function.

    ``output = max over k of (dot(x, W[k]) + b[k])``

    Parameters
    ----------
    output_dim : int
        Size of the output.
    nb_feature : int
        Number of linear layers.
    init : str or callable
        Initialization of W.
    weights : list of arrays, optional
        Initial values of W, shape (nb_feature, input_dim, output_dim), and b, shape (nb_feature, output_dim).
    W_regularizer, b_regularizer, activity_regularizer : Regularizer, optional
        Penalties on W, b and the output.
    W_constraint, b_constraint : Constraint, optional
        Constraints on W and b, applied after every update.
    bias : bool
        Whether to add b.
    input_dim : int, optional
        Size of the input; needed by a first layer without `input_shape`.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input: (samples, input_dim). Output: (samples, output_dim).

    References
    ----------
    Goodfellow et al.: Maxout Networks. arXiv:1302.4389

    Examples
    --------
    >>> from kerasfront.layers import MaxoutDense
    >>> from kerasfront.models import Sequential
    >>> Sequential([MaxoutDense(16, nb_feature=4, input_shape=(64,))]).output_shape
    (None, 16)
    """

    input_ndim = 2
    checks = {"output_dim": check_count, "nb_feature": check_count}
    output_dim: int
    nb_feature: int
    input_dim: int | None

    def __init__(
        self,
        output_dim: int,
        nb_feature: int = 4,
        init: InitializationLike = "glorot_uniform",
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
        self.input_spec = [InputSpec(ndim=2)]

    def build(self, input_shape: Any) -> None:
        """Create W and b."""
        size = input_shape[1]
        self.input_spec = [InputSpec(shape=(None, size))]
        self.W = self.declare("W", (self.nb_feature, size, self.output_dim))
        self.b = self.declare_bias((self.nb_feature, self.output_dim))

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        take_work(self, PRODUCT)
        output = K.dot(x, self.W)
        if self.b is not None:
            output = output + self.b
        return K.max(output, axis=1)

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """Shape (samples, output_dim)."""
        return (input_shape[0], self.output_dim)
