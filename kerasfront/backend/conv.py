"""Convolution and pooling.

Convolution is cross-correlation: the kernel is laid on the images as it is, never flipped. Images and kernels have the
axes

============  ====================================  =====================================
dim_ordering  images                                kernel
============  ====================================  =====================================
'th'          (samples, channels, rows, cols)       (filters, channels, rows, cols)
'tf'          (samples, rows, cols, channels)       (rows, cols, channels, filters)
============  ====================================  =====================================

and volumes have three spatial axes (dim1, dim2, dim3) in the place of (rows, cols). The sizes of a kernel must be
known, those of images need not be. `x` and kernels are of one float type.

border_mode is 'valid' (the window stays inside), 'same' (zeros around, so that the sizes are those of `x` divided by
the strides, rounded up; where their number is odd, one more comes after than before) or, where said, 'full' (wherever
the window touches `x`). dim_ordering: 'th', 'tf' or 'default' for `image_dim_ordering()`.

All raise ArgumentError for shapes, strides and modes that do not fit, and ArgumentTypeError for types that do not.
"""

from __future__ import annotations

from collections.abc import Sequence

import kerasfront.backend.checks.conv as conv_checks
from kerasfront.backend.op import composed, op
from kerasfront.backend.shaping import expand_dims, squeeze
from kerasfront.backend.types import Shape, Tensor

__all__ = [
    "atrous_conv2d", "conv1d", "conv2d", "conv3d", "deconv2d", "pool2d", "pool3d", "separable_conv2d",
]  # fmt: skip


@composed(check=conv_checks.conv1d)
def conv1d(
    x: Tensor,
    kernel: Tensor,
    stride: int = 1,
    border_mode: str = "valid",
    image_shape: Shape | None = None,
    filter_shape: Shape | None = None,
) -> Tensor:
    """Convolve sequences (samples, steps, channels) with a kernel (size, channels, filters).

    border_mode: 'valid', 'same' or 'full'. image_shape, filter_shape: not needed, taken for the classic signature.
    Returns (samples, new steps, filters).
    """
    y = conv2d(expand_dims(x, 1), expand_dims(kernel, 0), (1, stride), border_mode, "tf")
    return squeeze(y, 1)


@op(check=conv_checks.conv2d)
def conv2d(
    x: Tensor,
    kernel: Tensor,
    strides: Sequence[int] = (1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
    image_shape: Shape | None = None,
    filter_shape: Shape | None = None,
    filter_dilation: Sequence[int] = (1, 1),
) -> Tensor:
    """Convolve images with a kernel.

    border_mode: 'valid', 'same' or 'full'. filter_dilation: distance between the taps of the kernel along rows and
    cols; above 1 only with strides of 1. image_shape, filter_shape: not needed, taken for the classic signature.
    Returns images with one channel for each filter.
    """
    ...


@op(check=conv_checks.conv3d)
def conv3d(
    x: Tensor,
    kernel: Tensor,
    strides: Sequence[int] = (1, 1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
    volume_shape: Shape | None = None,
    filter_shape: Shape | None = None,
    filter_dilation: Sequence[int] = (1, 1, 1),
) -> Tensor:
    """Convolve volumes with a kernel; see `conv2d`."""
    ...


@composed(check=conv_checks.atrous_conv2d)
def atrous_conv2d(
    x: Tensor,
    kernel: Tensor,
    rate: int = 1,
    border_mode: str = "valid",
    dim_ordering: str = "default",
    image_shape: Shape | None = None,
    filter_shape: Shape | None = None,
) -> Tensor:
    """`conv2d` with the taps of the kernel `rate` apart in both directions (Yu & Koltun, 2016)."""
    return conv2d(x, kernel, (1, 1), border_mode, dim_ordering, filter_dilation=(rate, rate))


@op(check=conv_checks.deconv2d)
def deconv2d(
    x: Tensor,
    kernel: Tensor,
    output_shape: Sequence[int | Tensor | None],
    strides: Sequence[int] = (1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
    image_shape: Shape | None = None,
    filter_shape: Shape | None = None,
) -> Tensor:
    """Transposed convolution: each pixel lays the kernel into the output, `strides` apart (Zeiler et al., 2010).

    kernel: as for `conv2d`. output_shape: of the result; `conv2d` with these strides and border_mode must take its
    spatial sizes to those of `x`. Its number of samples is that of `x`, whatever stands there. border_mode: 'valid' or
    'same'.
    """
    ...


@op(check=conv_checks.separable_conv2d)
def separable_conv2d(
    x: Tensor,
    depthwise_kernel: Tensor,
    pointwise_kernel: Tensor,
    strides: Sequence[int] = (1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
) -> Tensor:
    """Convolve each channel by itself, then mix the channels at each place (Chollet, 2017).

    depthwise_kernel: laid out as for `conv2d`, with m filters for each channel of `x`. pointwise_kernel: of size 1 by
    1, takes channels * m channels, the m of the first channel first. border_mode: 'valid' or 'same'.
    """
    ...


@op(check=conv_checks.pool2d)
def pool2d(
    x: Tensor,
    pool_size: Sequence[int],
    strides: Sequence[int] = (1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
    pool_mode: str = "max",
) -> Tensor:
    """The maximum ('max') or mean ('avg') of each window of images, channel by channel.

    border_mode: 'valid' or 'same'; what 'same' adds counts neither in a maximum nor in a mean. Where several elements
    of a window are the largest, it is up to the backend whether one or all of them get the gradient.
    """
    ...


@op(check=conv_checks.pool3d)
def pool3d(
    x: Tensor,
    pool_size: Sequence[int],
    strides: Sequence[int] = (1, 1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
    pool_mode: str = "max",
) -> Tensor:
    """The maximum ('max') or mean ('avg') of each window of volumes, channel by channel; see `pool2d`."""
    ...
