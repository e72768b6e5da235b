"""Convolution and pooling: in two dimensions by operations of `ops`, otherwise by Theano with channels first."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from kerasfront.backend.conv_shapes import channels, images, kernel_parts, output_lengths, padding, span, spatial
from kerasfront.backend.types import RawTensor, Shape
from kerasfront_theano.library import theano
from kerasfront_theano.ops.convolution import FORWARD, INPUTS, Convolution
from kerasfront_theano.ops.images import geometry, lengths_of
from kerasfront_theano.ops.pooling import GATHER, LARGEST, Pooling
from kerasfront_theano.tensors import static_shape, with_shape

T = theano.tensor

__all__ = ["conv2d", "conv3d", "deconv2d", "pool2d", "separable_conv2d"]


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
    sizes, _, filters = kernel_parts(static_shape(kernel), dim_ordering)
    lengths = _lengths(x, dim_ordering)
    pads = _pads(lengths, sizes, strides, border_mode, filter_dilation)
    place = geometry(_places(lengths, pads, sizes, strides, filter_dilation), [before for before, _ in pads])
    op = Convolution(FORWARD, strides, filter_dilation, channels_last=dim_ordering == "tf")
    y = op(x, _kernel_last(kernel, dim_ordering), *place)
    return _made(y, x, filters, dim_ordering, sizes, border_mode, strides, filter_dilation)


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
    x, kernel = _channels_first(x, dim_ordering), _kernel_first(kernel, dim_ordering)
    return _back(_convolve(T.nnet.conv3d, x, kernel, strides, border_mode, filter_dilation), dim_ordering)


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
    # The gradient, with respect to its input, of the convolution from the output to x.
    kernel = _kernel_last(kernel, dim_ordering).dimshuffle(0, 1, 3, 2)
    lengths, (*sizes, filters, _) = spatial(output_shape, dim_ordering), static_shape(kernel)
    pads = _pads(lengths, sizes, strides, border_mode, (1, 1))
    place = geometry(lengths, [before for before, _ in pads])
    y = Convolution(INPUTS, strides, (1, 1), channels_last=dim_ordering == "tf")(x, kernel, *place)
    return with_shape(y, images(static_shape(x)[0], lengths, filters, dim_ordering))


def separable_conv2d(
    x: RawTensor,
    depthwise_kernel: RawTensor,
    pointwise_kernel: RawTensor,
    strides: Sequence[int] = (1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
) -> RawTensor:
    x, depthwise = _channels_first(x, dim_ordering), _kernel_first(depthwise_kernel, dim_ordering)
    multiplier, stack, *sizes = static_shape(depthwise)
    depthwise = depthwise.dimshuffle(1, 0, 2, 3).reshape((stack * multiplier, 1, *sizes))
    y = _convolve(T.nnet.conv2d, x, depthwise, strides, border_mode, (1, 1), num_groups=stack)
    return conv2d(_back(y, dim_ordering), pointwise_kernel, dim_ordering=dim_ordering)


def pool2d(
    x: RawTensor,
    pool_size: Sequence[int],
    strides: Sequence[int] = (1, 1),
    border_mode: str = "valid",
    dim_ordering: str = "default",
    pool_mode: str = "max",
) -> RawTensor:
    largest, lengths = pool_mode == "max", _lengths(x, dim_ordering)
    pads = _pads(lengths, pool_size, strides, border_mode)
    place = geometry(_places(lengths, pads, pool_size, strides), [before for before, _ in pads])
    op = Pooling(LARGEST if largest else GATHER, largest, pool_size, strides, channels_last=dim_ordering == "tf")
    y = op(x, x, x, *place)
    y = _made(y, x, channels(static_shape(x), dim_ordering), dim_ordering, pool_size, border_mode, strides)
    if largest:
        return y
    counts = _counts(lengths, _lengths(y, dim_ordering), pads, pool_size, strides)
    return y / T.cast(counts if dim_ordering == "th" else T.shape_padright(counts), x.dtype)


def _made(y, x, filters, dim_ordering, sizes, border_mode, strides, dilations=None):
    """Note the static shape of `y`, the result of windows over `x`."""
    lengths = output_lengths(spatial(static_shape(x), dim_ordering), sizes, border_mode, strides, dilations)
    return with_shape(y, images(static_shape(x)[0], lengths, filters, dim_ordering))


def _convolve(op, x, kernel, strides, border_mode, dilations, **options):
    """Cross-correlate images and a kernel with channels first by an operation of Theano."""
    filters, _, *sizes = static_shape(kernel)
    pads = _pads(_lengths(x, "th"), sizes, strides, border_mode, dilations)
    border, padded = _border(pads), x
    if border is None:
        border, padded = "valid", _padded(x, pads)
    options |= {"border_mode": border, "subsample": strides, "filter_flip": False, "filter_dilation": dilations}
    y = op(padded, kernel, **options)
    return _made(y, x, filters, "th", sizes, border_mode, strides, dilations)


def _counts(lengths, places, pads, size, strides):
    """The number of elements in each window, as a tensor of the spatial axes."""
    if pads == [(0, 0)] * len(pads):
        return T.constant(np.full((1,) * len(size), prod(size)))
    counts = 1
    for axis, (length, number) in enumerate(zip(lengths, places)):
        start = T.arange(number) * strides[axis] - pads[axis][0]
        inside = T.minimum(start + size[axis], length) - T.maximum(start, 0)
        counts = counts * inside.dimshuffle(*(0 if i == axis else "x" for i in range(len(size))))
    return counts


def _lengths(x, dim_ordering):
    """The lengths of the spatial axes: integers where they are known, else symbolic."""
    return lengths_of(x, spatial(range(x.ndim), dim_ordering))


def _pads(lengths, sizes, strides, border_mode, dilations=(1, 1, 1)):
    """The padding (before, after) of each spatial axis."""
    return [
        padding(length, size, border_mode, stride, dilation, _maximum(length))
        for length, size, stride, dilation in zip(lengths, sizes, strides, dilations)
    ]


def _places(lengths, pads, sizes, strides, dilations=(1, 1)):
    """The number of windows along each spatial axis."""
    return [
        _maximum(length)((length + before + after - span(size, dilation)) // stride + 1, 0)
        for length, (before, after), size, stride, dilation in zip(lengths, pads, sizes, strides, dilations)
    ]


def _maximum(length):
    return max if isinstance(length, int) else T.maximum


def _border(pads):
    """The padding in the form of Theano's convolutions; None if they cannot: in 3D, both sides must be equal."""
    if not all(isinstance(before, int) for before, _ in pads):
        return None
    if all(before == after for before, after in pads):
        return tuple(before for before, _ in pads)
    return tuple(pads) if len(pads) == 2 else None


def _padded(x, pads):
    """Pad the spatial axes of `x` with zeros."""
    # Not by T.set_subtensor: Theano simplifies second-order gradients through it to a graph with a cycle.
    for axis, widths in enumerate(pads, 2):
        before, after = (_zeros_like(x, axis, width) for width in widths)
        x = T.join(axis, *before, x, *after)
    return x


def _zeros_like(x, axis, width):
    """A list of one array with the lengths of `x` along all other axes; an empty list if it would be empty."""
    lengths = [width if i == axis else x.shape[i] for i in range(x.ndim)]
    return [T.unbroadcast(T.alloc(T.constant(0, dtype=x.dtype), *lengths), axis)] if width else []


def _channels_first(x, dim_ordering):
    return x if dim_ordering == "th" else x.dimshuffle(0, x.ndim - 1, *range(1, x.ndim - 1))


def _back(y, dim_ordering):
    return y if dim_ordering == "th" else y.dimshuffle(0, *range(2, y.ndim), 1)


def _kernel_first(kernel, dim_ordering):
    return (
        kernel if dim_ordering == "th" else kernel.dimshuffle(kernel.ndim - 1, kernel.ndim - 2, *range(kernel.ndim - 2))
    )


def _kernel_last(kernel, dim_ordering):
    return kernel if dim_ordering == "tf" else kernel.dimshuffle(2, 3, 1, 0)
