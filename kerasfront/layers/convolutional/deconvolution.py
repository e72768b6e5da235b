"""Transposed convolution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.activations import ActivationLike
from kerasfront.backend.conv_shapes import channels, images, spatial
from kerasfront.backend.types import Shape, Tensor, Unpack, is_list
from kerasfront.constraints import ConstraintLike
from kerasfront.engine.topology import LAYERS
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.engine.topology.tensors import compatible
from kerasfront.errors import ArgumentError
from kerasfront.initializations import InitializationLike
from kerasfront.layers.convolutional.convolution import Convolution2D
from kerasfront.regularizers import RegularizerLike
from kerasfront.utils.checks import check_counts


@LAYERS.register()
class Deconvolution2D(Convolution2D):
    """Transposed convolution, from small images to larger ones: ``output = activation(transposed_conv(x, W) + b)``.

    This is the gradient of a convolution with respect to its input. It maps images of the shape of a convolution's
    output to images of the shape of that convolution's input. The other parameters are those of `Convolution2D`.

    Parameters
    ----------
    output_shape : tuple
        Shape of the output with the samples axis: (samples, nb_filter, rows, cols) for dim_ordering 'th', (samples,
        rows, cols, nb_filter) for 'tf'; samples may be None. A convolution of it with this window must have the rows
        and columns of the input.
    border_mode : str
        'valid' or 'same'.

    Notes
    -----
    Input: (samples, channels, rows, cols) for dim_ordering 'th', (samples, rows, cols, channels) for 'tf'. Output:
    likewise, with nb_filter channels. With 'valid', the output has ``(rows - 1) * subsample[0] + nb_row`` rows, or up
    to ``subsample[0] - 1`` more.

    References
    ----------
    Zeiler et al.: Deconvolutional Networks. CVPR 2010
    Dumoulin, Visin: A guide to convolution arithmetic for deep learning. arXiv:1603.07285, section 4

    Examples
    --------
    >>> from kerasfront.layers import Deconvolution2D
    >>> from kerasfront.models import Sequential
    >>> layer = Deconvolution2D(3, 3, 3, (None, 14, 14, 3), dim_ordering="tf", input_shape=(12, 12, 8))
    >>> Sequential([layer]).output_shape
    (None, 14, 14, 3)
    """

    border_modes = ("valid", "same")

    def __init__(
        self,
        nb_filter: int,
        nb_row: int,
        nb_col: int,
        output_shape: Sequence[int | None],
        init: InitializationLike = "glorot_uniform",
        activation: ActivationLike = None,
        weights: Sequence[Any] | None = None,
        border_mode: str = "valid",
        subsample: Sequence[int] = (1, 1),
        dim_ordering: str = "default",
        W_regularizer: RegularizerLike = None,
        b_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None,
        W_constraint: ConstraintLike = None,
        b_constraint: ConstraintLike = None,
        bias: bool = True,
        **kwargs: Unpack[LayerArguments],
    ) -> None:
        super().__init__(nb_filter, nb_row, nb_col, **kwargs)
        self.configure(locals())

    def configure(self, arguments: Mapping[str, Any]) -> None:
        """Store the arguments of ``__init__``, and check that output_shape is complete."""
        super().configure(arguments)
        if "output_shape" in arguments:
            self.output_shape_ = self._checked_target(arguments["output_shape"])

    def _checked_target(self, shape: Any) -> Shape:
        if not is_list(shape) or len(shape) != 4:
            raise ArgumentError(f"{self}: output_shape must hold 4 sizes, the first may be None, got {shape!r}.")
        samples, sizes = shape[0], check_counts(f"{self}: output_shape[1:]", shape[1:], 3)
        target = (samples, *sizes)
        if channels(target, self.layout) != self.nb_filter:
            raise ArgumentError(
                f"{self}: output_shape {target} must have nb_filter={self.nb_filter} channels, it has "
                f"{channels(target, self.layout)} (dim_ordering {self.layout!r}). Make both equal."
            )
        return target

    def convolve(self, image: Tensor) -> Tensor:
        """Convolve images transposed, without bias and activation."""
        if self.leading_margin and self.border_mode == "same":
            return self._without_margin(image)
        return self._transposed(image, self.output_shape_, self.border_mode)

    def _transposed(self, image: Tensor, target: Shape, border_mode: str) -> Tensor:
        return K.deconv2d(
            image, self.W, target, strides=self.window_strides, border_mode=border_mode, dim_ordering=self.layout
        )

    def _without_margin(self, image: Tensor) -> Tensor:
        """Convolve transposed to an image with margins, and crop these."""
        sizes, margins = spatial(self.output_shape_, self.layout), self.leading_margins
        whole = [size + sum(margin) for size, margin in zip(sizes, margins)]
        framed = self._transposed(image, images(self.output_shape_[0], whole, self.nb_filter, self.layout), "valid")
        inside = [slice(before, before + size) for size, (before, _) in zip(sizes, margins)]
        return framed[images(slice(None), inside, slice(None), self.layout)]

    def differs_by_margin(self, input_shape: Shape) -> bool:
        """Whether `leading_margin` makes a difference, which depends on the sizes of the output."""
        return super().differs_by_margin(self.output_shape_)

    def output_sizes(self, sizes: Shape) -> Shape:
        """The rows and columns of output_shape, checked against those of the input.

        Raises
        ------
        ArgumentError
            If a convolution of the output does not have the sizes of the input.
        """
        target = spatial(self.output_shape_, self.layout)
        needed = super().output_sizes(target)
        if not compatible(sizes, needed):
            raise ArgumentError(
                f"{self}: for rows and columns {target} of output_shape, a window of {self.window_size}, subsample "
                f"{self.subsample} and border_mode {self.border_mode!r}, the input needs rows and columns {needed}, "
                f"it has {sizes}. Change output_shape or the window."
            )
        return target
