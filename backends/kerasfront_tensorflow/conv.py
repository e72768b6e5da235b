"""Convolution and pooling.

TensorFlow's CPU kernels need channels last. Other images are transposed before and after; `passes.channels_last` avoids
that between one operation and the next.
"""

from __future__ import annotations

from collections.abc import Sequence

from kerasfront.backend.conv_shapes import images, kernel_parts, output_lengths, padding, spatial
from kerasfront.backend.types import RawTensor, Shape
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops.convolution import convolve
from kerasfront_tensorflow.tensors import graph_op, static_shape

__all__ = ["conv2d", "conv3d", "deconv2d", "pool2d", "separable_conv2d"]


@graph_op
def conv2d(
    x: RawTensor,
    kernel: RawTensor,
    strides: Sequence[int] = (1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
    image_shape: Shape | None = None,
    filter_shape: Shape | None = None,
    filter_dilation: Sequence[int] = (1, 1),
) -> RawTensor:
    return _convolve(x, kernel, strides, border_mode, dim_ordering, filter_dilation)


@graph_op
def conv3d(
    x: RawTensor,
    kernel: RawTensor,
    strides: Sequence[int] = (1, 1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
    volume_shape: Shape | None = None,
    filter_shape: Shape | None = None,
    filter_dilation: Sequence[int] = (1, 1, 1),
) -> RawTensor:
    return _convolve(x, kernel, strides, border_mode, dim_ordering, filter_dilation)


@graph_op
def deconv2d(
    x: RawTensor,
    kernel: RawTensor,
    output_shape: Sequence[int | RawTensor | None],
    strides: Sequence[int] = (1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
    image_shape: Shape | None = None,
    filter_shape: Shape | None = None,
) -> RawTensor:
    kernel = _kernel_last(kernel, dim_ordering)
    x = _channels_last(x, dim_ordering, kernel.shape[-2])
    samples = x.shape[0] or tf.shape(x)[0]
    target = tf.stack(images(samples, spatial(output_shape, dim_ordering), kernel.shape[-1], "tf"))
    y = tf.nn.conv2d_transpose(x, tf.transpose(kernel, (0, 1, 3, 2)), target, strides, border_mode.upper())
    return _back(y, dim_ordering)


@graph_op
def separable_conv2d(
    x: RawTensor,
    depthwise_kernel: RawTensor,
    pointwise_kernel: RawTensor,
    strides: Sequence[int] = (1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
) -> RawTensor:
    depthwise, pointwise = _kernel_last(depthwise_kernel, dim_ordering), _kernel_last(pointwise_kernel, dim_ordering)
    x = _channels_last(x, dim_ordering, depthwise.shape[-2])
    return _back(tf.nn.separable_conv2d(x, depthwise, pointwise, (1, *strides, 1), border_mode.upper()), dim_ordering)


@graph_op
def pool2d(
    x: RawTensor,
    pool_size: Sequence[int],
    strides: Sequence[int] = (1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
    pool_mode: str = "max",
) -> RawTensor:
    if max(pool_size) == 1:  # TensorFlow has no second-order gradient of a maximum over one element
        skipped = (slice(None), *(slice(None, None, step) for step in strides))
        return _back(_channels_last(x, dim_ordering)[skipped], dim_ordering)
    pool = tf.nn.max_pool if pool_mode == "max" else tf.nn.avg_pool  # tf.nn.pool refuses strides above the size
    return _back(pool(_channels_last(x, dim_ordering), pool_size, strides, border_mode.upper()), dim_ordering)


def _convolve(x, kernel, strides, border_mode, dim_ordering, dilations):
    sizes, stack, _ = kernel_parts(static_shape(kernel), dim_ordering)
    x = _channels_last(x, dim_ordering, stack)
    lengths = output_lengths(spatial(static_shape(x), "tf"), sizes, border_mode, strides, dilations)
    if border_mode == "full":
        x = tf.pad(x, [(0, 0), *(padding(None, size, "full", 1, d) for size, d in zip(sizes, dilations)), (0, 0)])
    mode = "SAME" if border_mode == "same" else "VALID"
    y = convolve(x, _kernel_last(kernel, dim_ordering), strides, mode, dilations)
    y.set_shape((None, *lengths, None))  # with dilations, TensorFlow knows no length if it does not know all
    return _back(y, dim_ordering)


def _channels_last(x, dim_ordering, channels=None):
    """Images with channels last, whose number is set where it is unknown."""
    if dim_ordering == "th":
        x = tf.transpose(x, (0, *range(2, x.shape.rank), 1))
    return x if channels is None or x.shape[-1] is not None else tf.ensure_shape(x, (*x.shape[:-1], channels))


def _back(y, dim_ordering):
    return y if dim_ordering == "tf" else tf.transpose(y, (0, y.shape.rank - 1, *range(1, y.shape.rank - 1)))


def _kernel_last(kernel, dim_ordering):
    return kernel if dim_ordering == "tf" else tf.transpose(kernel, (*range(2, kernel.shape.rank), 1, 0))
