"""Convolution and pooling.

Convolution is cross-correlation: the kernel is laid on the images as it is, never flipped. The axes are:

- for dim_ordering 'th': images (samples, channels, rows, cols), kernels (filters, channels, rows, cols)
- for dim_ordering 'tf': images (samples, rows, cols, channels), kernels (rows, cols, channels, filters)

Volumes have three spatial axes (dim1, dim2, dim3) in the place of (rows, cols). The sizes of a kernel must be
known, those of images need not be. `x` and kernels are of one float type.

border_mode is 'valid' (the window stays inside), 'same' (zeros around, so that the sizes are those of `x` divided by
the strides, rounded up; where their number is odd, one more comes after than before) or, where said, 'full' (wherever
the window touches `x`). dim_ordering: 'th', 'tf' or 'default' for `image_dim_ordering()`.

All raise ArgumentError for shapes, strides and modes that do not fit, and ArgumentTypeError for types that do not.

For adapters: `dim_ordering` is 'th' or 'tf'; strides, dilations and sizes of windows are tuples of integers, one for
each spatial axis; `x` and the kernel are floats of one type, and the shape of the kernel is known. A kernel of
`deconv2d` is that of the convolution in the other direction: its channels are those of the output, its filters the
channels of `x`. `kerasfront.backend.conv_shapes` computes lengths, paddings and layouts.
"""

from __future__ import annotations

from collections.abc import Sequence

import kerasfront.backend.checks.conv as conv_checks
from kerasfront.backend.conv_shapes import channels, images, spatial
from kerasfront.backend.op import composed, op
from kerasfront.backend.shaping import expand_dims, reshape, sizes_of, squeeze
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
    """Convolve sequences with a kernel.

    Parameters
    ----------
    x : tensor
        Shape (samples, steps, channels), floats.
    kernel : tensor
        Shape (size, channels, filters).
    stride : int
        Distance between windows.
    border_mode : {'valid', 'same', 'full'}
        What happens at the borders.
    image_shape, filter_shape : tuple, optional
        Not used; part of the classic signature.

    Returns
    -------
    tensor
        Shape (samples, new steps, filters).

    Raises
    ------
    ArgumentError
        If shapes, stride or mode do not fit.
    ArgumentTypeError
        If the operands are not of one float dtype.

    Examples
    --------
    >>> x, kernel = K.variable([[[1.], [2.], [3.]]]), K.variable([[[1.]], [[10.]]])
    >>> print(K.eval(K.conv1d(x, kernel))[0, :, 0])
    [21. 32.]
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

    Parameters
    ----------
    x : tensor
        Images, floats.
    kernel : tensor
        Of the dtype of `x`; its shape is known.
    strides : pair of int
        Distances between windows.
    border_mode : {'valid', 'same', 'full'}
        What happens at the borders.
    dim_ordering : {'default', 'th', 'tf'}
        'default' is `image_dim_ordering()`.
    image_shape, filter_shape : tuple, optional
        Not used; part of the classic signature.
    filter_dilation : pair of int
        Distances between the taps of the kernel along rows and columns; above 1 only with strides of 1.

    Returns
    -------
    tensor
        Images with one channel for each filter.

    Raises
    ------
    ArgumentError
        If shapes, strides or modes do not fit.
    ArgumentTypeError
        If the operands are not of one float dtype.

    Examples
    --------
    >>> x, kernel = K.variable(np.ones((1, 3, 3, 1))), K.variable(np.ones((2, 2, 1, 1)))
    >>> print(K.eval(K.conv2d(x, kernel, border_mode="same", dim_ordering="tf"))[0, :, :, 0])
    [[4. 4. 2.]
     [4. 4. 2.]
     [2. 2. 1.]]
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
    """Convolve volumes with a kernel.

    Parameters
    ----------
    x : tensor
        Volumes, floats.
    kernel : tensor
        Of the dtype of `x`; its shape is known.
    strides : tuple of 3 int
        Distances between windows.
    border_mode : {'valid', 'same', 'full'}
        What happens at the borders.
    dim_ordering : {'default', 'th', 'tf'}
        'default' is `image_dim_ordering()`.
    volume_shape, filter_shape : tuple, optional
        Not used; part of the classic signature.
    filter_dilation : tuple of 3 int
        Distances between the taps of the kernel; above 1 only with strides of 1.

    Returns
    -------
    tensor
        Volumes with one channel for each filter.

    Raises
    ------
    ArgumentError
        If shapes, strides or modes do not fit.
    ArgumentTypeError
        If the operands are not of one float dtype.

    Examples
    --------
    >>> x, kernel = K.variable(np.ones((1, 2, 2, 3, 1))), K.variable(np.ones((2, 2, 2, 1, 1)))
    >>> print(K.eval(K.conv3d(x, kernel, dim_ordering="tf"))[0, 0, 0, :, 0])
    [8. 8.]
    """
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
    """Convolve images with a dilated kernel, whose taps are `rate` apart in both directions.

    Parameters
    ----------
    x : tensor
        Images, floats.
    kernel : tensor
        Of the dtype of `x`; its shape is known.
    rate : int
        Distance between the taps.
    border_mode : {'valid', 'same', 'full'}
        What happens at the borders.
    dim_ordering : {'default', 'th', 'tf'}
        'default' is `image_dim_ordering()`.
    image_shape, filter_shape : tuple, optional
        Not used; part of the classic signature.

    Returns
    -------
    tensor
        Images with one channel for each filter.

    Raises
    ------
    ArgumentError
        If shapes, rate or modes do not fit.
    ArgumentTypeError
        If the operands are not of one float dtype.

    References
    ----------
    Yu and Koltun: Multi-Scale Context Aggregation by Dilated Convolutions. ICLR 2016

    Examples
    --------
    >>> x, kernel = K.variable(np.arange(9.).reshape((1, 3, 3, 1))), K.variable(np.ones((2, 2, 1, 1)))
    >>> print(K.eval(K.atrous_conv2d(x, kernel, rate=2, dim_ordering="tf"))[0, 0, 0])
    [16.]
    """
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
    """Apply a transposed convolution: each pixel lays the kernel into the output.

    Parameters
    ----------
    x : tensor
        Images, floats.
    kernel : tensor
        As for the `conv2d` that takes the output to `x`.
    output_shape : tuple of int, None or scalars
        Shape of the result: `conv2d` with these strides and this border_mode must take its spatial sizes to those of
        `x`. Its number of samples is that of `x`, whatever stands there.
    strides : pair of int
        Distances between pixels in the output.
    border_mode : {'valid', 'same'}
        What happens at the borders.
    dim_ordering : {'default', 'th', 'tf'}
        'default' is `image_dim_ordering()`.
    image_shape, filter_shape : tuple, optional
        Not used; part of the classic signature.

    Returns
    -------
    tensor
        Images with as many channels as the kernel takes.

    Raises
    ------
    ArgumentError
        If shapes, strides or modes do not fit.
    ArgumentTypeError
        If the operands are not of one float dtype.

    References
    ----------
    Zeiler, Krishnan, Taylor and Fergus: Deconvolutional Networks. CVPR 2010

    Examples
    --------
    >>> x, kernel = K.variable([[[[1.], [2.]]]]), K.variable(np.ones((1, 2, 1, 1)))
    >>> print(K.eval(K.deconv2d(x, kernel, (1, 1, 4, 1), strides=(1, 2), dim_ordering="tf"))[0, 0, :, 0])
    [1. 1. 2. 2.]
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
    """Convolve each channel by itself, then mix the channels at each place.

    Parameters
    ----------
    x : tensor
        Images, floats.
    depthwise_kernel : tensor
        Laid out as for `conv2d`, with m filters for each channel of `x`.
    pointwise_kernel : tensor
        A kernel of size 1 by 1 that takes channels * m channels, the m of the first channel first.
    strides : pair of int
        Distances between windows.
    border_mode : {'valid', 'same'}
        What happens at the borders.
    dim_ordering : {'default', 'th', 'tf'}
        'default' is `image_dim_ordering()`.

    Returns
    -------
    tensor
        Images with one channel for each filter of `pointwise_kernel`.

    Raises
    ------
    ArgumentError
        If shapes, strides or modes do not fit.
    ArgumentTypeError
        If the operands are not of one float dtype.

    References
    ----------
    Chollet: Xception: Deep Learning with Depthwise Separable Convolutions. CVPR 2017

    Examples
    --------
    >>> x = K.variable(np.ones((1, 2, 2, 2)))
    >>> depthwise, pointwise = K.variable(np.ones((2, 2, 2, 1))), K.variable([[[[1.], [10.]]]])
    >>> print(K.eval(K.separable_conv2d(x, depthwise, pointwise, dim_ordering="tf"))[0, 0, 0])
    [44.]
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
    """Pool windows of images, channel by channel.

    Parameters
    ----------
    x : tensor
        Images, floats.
    pool_size : pair of int
        Rows and columns of a window.
    strides : pair of int
        Distances between windows.
    border_mode : {'valid', 'same'}
        What happens at the borders. What 'same' adds counts neither in a maximum nor in a mean.
    dim_ordering : {'default', 'th', 'tf'}
        'default' is `image_dim_ordering()`.
    pool_mode : {'max', 'avg'}
        Whether to take the maximum or the mean.

    Returns
    -------
    tensor
        Images with the channels of `x`. Of several elements that are the largest of a window, the first, row by row,
        has the gradient.

    Raises
    ------
    ArgumentError
        If shapes, strides or modes do not fit.

    Examples
    --------
    >>> x = K.variable(np.arange(8.).reshape((1, 2, 4, 1)))
    >>> print(K.eval(K.pool2d(x, (2, 2), (2, 2), dim_ordering="tf"))[0, 0, :, 0])
    [5. 7.]
    """
    ...


@composed(check=conv_checks.pool3d)
def pool3d(
    x: Tensor,
    pool_size: Sequence[int],
    strides: Sequence[int] = (1, 1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
    pool_mode: str = "max",
) -> Tensor:
    """Pool windows of volumes, channel by channel; see `pool2d`.

    Parameters
    ----------
    x : tensor
        Volumes, floats.
    pool_size : tuple of 3 int
        Sizes of a window.
    strides : tuple of 3 int
        Distances between windows.
    border_mode : {'valid', 'same'}
        What happens at the borders. What 'same' adds counts neither in a maximum nor in a mean.
    dim_ordering : {'default', 'th', 'tf'}
        'default' is `image_dim_ordering()`.
    pool_mode : {'max', 'avg'}
        Whether to take the maximum or the mean.

    Returns
    -------
    tensor
        Volumes with the channels of `x`. Of several elements that are the largest of a window, the first, plane by
        plane and row by row, has the gradient.

    Raises
    ------
    ArgumentError
        If shapes, strides or modes do not fit.

    Examples
    --------
    >>> x = K.variable(np.arange(8.).reshape((1, 2, 2, 2, 1)))
    >>> print(K.eval(K.pool3d(x, (2, 2, 2), dim_ordering="tf", pool_mode="avg"))[0, 0, 0, 0])
    [3.5]
    """
    samples, filters = sizes_of(x)[0], channels(sizes_of(x), dim_ordering)
    depth, rows, cols = spatial(sizes_of(x), dim_ordering)
    if dim_ordering == "th":
        planes = reshape(x, (samples, filters * depth, rows, cols))
    else:
        planes = reshape(x, (samples * depth, rows, cols, filters))
    pooled = pool2d(planes, pool_size[1:], strides[1:], border_mode, dim_ordering, pool_mode)
    rows, cols = spatial(sizes_of(pooled), dim_ordering)
    lines = reshape(pooled, images(samples, (depth, rows * cols), filters, dim_ordering))
    pooled = pool2d(lines, (pool_size[0], 1), (strides[0], 1), border_mode, dim_ordering, pool_mode)
    depth = spatial(sizes_of(pooled), dim_ordering)[0]
    return reshape(pooled, images(samples, (depth, rows, cols), filters, dim_ordering))
