"""Depthwise separable convolution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.activations import ActivationLike
from kerasfront.backend.types import Tensor, Unpack
from kerasfront.constraints import ConstraintLike, Projection
from kerasfront.engine.topology import LAYERS
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.initializations import InitializationLike
from kerasfront.layers.convolutional.base import ConvolutionLayer
from kerasfront.regularizers import Penalty, RegularizerLike
from kerasfront.utils.checks import check_count


@LAYERS.register()
class SeparableConvolution2D(ConvolutionLayer):
    """Depthwise separable convolution: filters over each channel by itself, then a mixture of all their outputs.

    ``output = activation(conv(depthwise_conv(x, depthwise_kernel), pointwise_kernel) + b)``, where the pointwise kernel
    has one row and one column. The other parameters are those of `Convolution2D`.

    Parameters
    ----------
    init : str or callable
        Initialization of both kernels.
    weights : list of arrays, optional
        Initial values of the depthwise kernel, the pointwise kernel, and b. The kernels have the shapes
        (depth_multiplier, channels, nb_row, nb_col) and (nb_filter, channels * depth_multiplier, 1, 1) for dim_ordering
        'th', (nb_row, nb_col, channels, depth_multiplier) and (1, 1, channels * depth_multiplier, nb_filter) for 'tf'.
    border_mode : str
        'valid' or 'same'.
    depth_multiplier : int
        Number of filters over each channel.
    depthwise_regularizer, pointwise_regularizer : Regularizer, optional
        Penalties on the kernels.
    depthwise_constraint, pointwise_constraint : Constraint, optional
        Constraints on the kernels, applied after every update.

    Notes
    -----
    Input: (samples, channels, rows, cols) for dim_ordering 'th', (samples, rows, cols, channels) for 'tf'. Output:
    likewise, with nb_filter channels.

    References
    ----------
    Chollet: Xception: Deep Learning with Depthwise Separable Convolutions. arXiv:1610.02357

    Examples
    --------
    >>> from kerasfront.layers import SeparableConvolution2D
    >>> from kerasfront.models import Sequential
    >>> Sequential([SeparableConvolution2D(16, 3, 3, dim_ordering="tf", input_shape=(28, 28, 3))]).output_shape
    (None, 26, 26, 16)
    """

    rank = 2
    checks = {**ConvolutionLayer.checks, "depth_multiplier": check_count}
    size_names = ("nb_row", "nb_col")
    stride_names = ("subsample",)
    border_modes = ("valid", "same")
    nb_row: int
    nb_col: int
    subsample: tuple[int, ...]
    depth_multiplier: int
    depthwise_regularizer: Penalty | None
    pointwise_regularizer: Penalty | None
    depthwise_constraint: Projection | None
    pointwise_constraint: Projection | None

    def __init__(
        self,
        nb_filter: int,
        nb_row: int,
        nb_col: int,
        init: InitializationLike = "glorot_uniform",
        activation: ActivationLike = None,
        weights: Sequence[Any] | None = None,
        border_mode: str = "valid",
        subsample: Sequence[int] = (1, 1),
        depth_multiplier: int = 1,
        dim_ordering: str = "default",
        depthwise_regularizer: RegularizerLike = None,
        pointwise_regularizer: RegularizerLike = None,
        b_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None,
        depthwise_constraint: ConstraintLike = None,
        pointwise_constraint: ConstraintLike = None,
        b_constraint: ConstraintLike = None,
        bias: bool = True,
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    def build_kernel(self, stack: int) -> None:
        """Create both kernels for `stack` channels of input."""
        depthwise = self.kernel_shape(self.window_size, stack, self.depth_multiplier)
        pointwise = self.kernel_shape((1, 1), stack * self.depth_multiplier, self.nb_filter)
        self.depthwise_kernel = self._declare_kernel("depthwise", depthwise)
        self.pointwise_kernel = self._declare_kernel("pointwise", pointwise)

    def _declare_kernel(self, which: str, shape: tuple[int, ...]) -> Any:
        return self.add_weight(
            shape,
            self.init,
            name=f"{self.name}_{which}_kernel",
            regularizer=getattr(self, f"{which}_regularizer"),
            constraint=getattr(self, f"{which}_constraint"),
        )

    def convolve(self, image: Tensor) -> Tensor:
        """Convolve by both kernels, without bias and activation."""
        image, border_mode = self.bordered(image, self.border_mode)
        return K.separable_conv2d(
            image,
            self.depthwise_kernel,
            self.pointwise_kernel,
            strides=self.window_strides,
            border_mode=border_mode,
            dim_ordering=self.layout,
        )
