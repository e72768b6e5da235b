"""Convolution and pooling. Theano's own ops want channels first; other images are turned round and back."""

from __future__ import annotations

from math import prod

from kerasfront.backend.conv_shapes import output_lengths, padding, spatial
from kerasfront_theano.library import theano
from kerasfront_theano.tensors import static_shape, with_shape

T = theano.tensor

__all__ = ["conv2d", "conv3d", "deconv2d", "pool2d", "pool3d", "separable_conv2d"]


def conv2d(
    x,
    kernel,
    strides=(1, 1),
    border_mode="valid",
    dim_ordering="default",
    image_shape=None,
    filter_shape=None,
    filter_dilation=(1, 1),
):
    x, kernel = _channels_first(x, dim_ordering), _kernel_first(kernel, dim_ordering)
    return _back(_convolve(T.nnet.conv2d, x, kernel, strides, border_mode, filter_dilation), dim_ordering)


def conv3d(
    x,
    kernel,
    strides=(1, 1, 1),
    border_mode="valid",
    dim_ordering="default",
    volume_shape=None,
    filter_shape=None,
    filter_dilation=(1, 1, 1),
):
    x, kernel = _channels_first(x, dim_ordering), _kernel_first(kernel, dim_ordering)
    return _back(_convolve(T.nnet.conv3d, x, kernel, strides, border_mode, filter_dilation), dim_ordering)


def deconv2d(
    x,
    kernel,
    output_shape,
    strides=(1, 1),
    border_mode="valid",
    dim_ordering="default",
    image_shape=None,
    filter_shape=None,
):
    # The derivative, by its input, of the convolution that takes the padded output to x; what was padded is cut off.
    x, kernel = _channels_first(x, dim_ordering), _kernel_first(kernel, dim_ordering).dimshuffle(1, 0, 2, 3)
    lengths, (_, filters, *sizes) = spatial(output_shape, dim_ordering), static_shape(kernel)
    pads = [padding(*axis[:2], border_mode, axis[2]) for axis in zip(lengths, sizes, strides)]
    padded = (None, filters, *(length + sum(pad) for length, pad in zip(lengths, pads)))
    y = T.nnet.abstract_conv.conv2d_grad_wrt_inputs(
        x, kernel, padded, static_shape(kernel), "valid", strides, filter_flip=False
    )
    inside = (slice(before, before + length) for length, (before, _) in zip(lengths, pads))
    return _back(
        with_shape(y[(slice(None), slice(None), *inside)], (static_shape(x)[0], filters, *lengths)), dim_ordering
    )


def separable_conv2d(
    x, depthwise_kernel, pointwise_kernel, strides=(1, 1), border_mode="valid", dim_ordering="default"
):
    x, depthwise = _channels_first(x, dim_ordering), _kernel_first(depthwise_kernel, dim_ordering)
    multiplier, stack, *sizes = static_shape(depthwise)
    depthwise = depthwise.dimshuffle(1, 0, 2, 3).reshape((stack * multiplier, 1, *sizes))
    y = _convolve(T.nnet.conv2d, x, depthwise, strides, border_mode, (1, 1), num_groups=stack)
    pointwise = _kernel_first(pointwise_kernel, dim_ordering)
    return _back(_convolve(T.nnet.conv2d, y, pointwise, (1, 1), "valid", (1, 1)), dim_ordering)


def pool2d(x, pool_size, strides=(1, 1), border_mode="valid", dim_ordering="default", pool_mode="max"):
    return _pool(T.signal.pool.pool_2d, x, pool_size, strides, border_mode, dim_ordering, pool_mode)


def pool3d(x, pool_size, strides=(1, 1, 1), border_mode="valid", dim_ordering="default", pool_mode="max"):
    return _pool(T.signal.pool.pool_3d, x, pool_size, strides, border_mode, dim_ordering, pool_mode)


def _convolve(op, x, kernel, strides, border_mode, dilations, **options):
    """Cross-correlation of images and kernel with channels first."""
    samples, _, *lengths = static_shape(x)
    filters, _, *sizes = static_shape(kernel)
    pads = _pads(x, sizes, strides, border_mode, dilations)
    border = _border(pads)
    if border is None:
        x, border = _padded(x, pads, 0.0), "valid"
    y = op(x, kernel, border_mode=border, subsample=strides, filter_flip=False, filter_dilation=dilations, **options)
    return with_shape(y, (samples, filters, *output_lengths(lengths, sizes, border_mode, strides, dilations)))


def _pool(op, x, size, strides, border_mode, dim_ordering, pool_mode):
    x = _channels_first(x, dim_ordering)
    samples, filters, *lengths = static_shape(x)
    pads = _pads(x, size, strides, border_mode, (1,) * len(size))
    whole = pads == [(0, 0)] * len(size)
    padded = x if whole else _padded(x, pads, -float("inf") if pool_mode == "max" else 0.0)
    y = op(padded, size, ignore_border=True, stride=strides, mode="max" if pool_mode == "max" else "sum")
    y = with_shape(y, (samples, filters, *output_lengths(lengths, size, border_mode, strides)))
    if pool_mode == "avg":
        y = y / (prod(size) if whole else _counts(x, y, size, strides, pads))
    return _back(y, dim_ordering)


def _counts(x, y, size, strides, pads):
    """How many elements of `x` each window holds, of a shape that broadcasts over `y`."""
    counts = 1
    for axis in range(len(size)):
        start = T.arange(y.shape[axis + 2]) * strides[axis] - pads[axis][0]
        inside = T.minimum(start + size[axis], x.shape[axis + 2]) - T.maximum(start, 0)
        counts = counts * inside.dimshuffle(*(0 if i == axis else "x" for i in range(len(size))))
    return T.cast(counts, x.dtype)


def _pads(x, sizes, strides, border_mode, dilations):
    """(before, after) of each spatial axis: integers if its length is known, else symbolic."""
    lengths = [x.shape[axis] if known is None else known for axis, known in enumerate(static_shape(x))][2:]
    return [
        padding(length, size, border_mode, stride, dilation, max if isinstance(length, int) else T.maximum)
        for length, size, stride, dilation in zip(lengths, sizes, strides, dilations)
    ]


def _border(pads):
    """The padding as Theano's convolutions take it, None if they cannot: in 3D, both sides must be alike."""
    if not all(isinstance(before, int) for before, _ in pads):
        return None
    if all(before == after for before, after in pads):
        return tuple(before for before, _ in pads)
    return tuple(pads) if len(pads) == 2 else None


def _padded(x, pads, value):
    """`x` with `value` around its spatial axes."""
    lengths = [x.shape[axis] for axis in range(x.ndim)]
    sums = [length + before + after for length, (before, after) in zip(lengths[2:], pads)]
    around = T.alloc(T.constant(value, dtype=x.dtype), *lengths[:2], *sums)
    inside = tuple(slice(before, before + length) for length, (before, _) in zip(lengths[2:], pads))
    return T.set_subtensor(around[(slice(None), slice(None), *inside)], x)


def _channels_first(x, dim_ordering):
    return x if dim_ordering == "th" else x.dimshuffle(0, x.ndim - 1, *range(1, x.ndim - 1))


def _back(y, dim_ordering):
    return y if dim_ordering == "th" else y.dimshuffle(0, *range(2, y.ndim), 1)


def _kernel_first(kernel, dim_ordering):
    return (
        kernel if dim_ordering == "th" else kernel.dimshuffle(kernel.ndim - 1, kernel.ndim - 2, *range(kernel.ndim - 2))
    )
