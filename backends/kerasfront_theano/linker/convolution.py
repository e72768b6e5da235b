"""Convolutions, Theano's and ours."""

from __future__ import annotations

import importlib
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from kerasfront_theano.linker.translation import number, numbers
from kerasfront_theano.ops.convolution import FORWARD, WEIGHTS, Convolution

abstract = importlib.import_module("theano.tensor.nnet.abstract_conv")


def transposed(function: Any, shape: Any, gradient: Any) -> Any:
    """The gradient of a linear function by its argument of a shape."""
    return jax.linear_transpose(function, jax.ShapeDtypeStruct(tuple(shape), gradient.dtype))(gradient)[0]


def _theirs(op: Any, x: Any, kernel: Any) -> Any:
    if op.unshared:
        raise NotImplementedError("convolutions with kernels of their own for each place")
    rank = op.convdim
    kernel = jnp.flip(kernel, range(-rank, 0)) if op.filter_flip else kernel
    spans = tuple((size - 1) * gap + 1 for size, gap in zip(kernel.shape[-rank:], op.filter_dilation))
    letters = "DHW"[-rank:]
    return lax.conv_general_dilated(
        x,
        kernel,
        op.subsample,
        abstract.border_mode_to_pad(op.border_mode, rank, spans),
        rhs_dilation=op.filter_dilation,
        feature_group_count=op.num_groups,
        dimension_numbers=(f"NC{letters}", f"OI{letters}", f"NC{letters}"),
    )


def _by_weights(node: Any, x: Any, gradient: Any, size: Any) -> Any:
    op = node.op
    shape = gradient.shape[1], x.shape[1] // op.num_groups, *numbers(size)[-op.convdim :]
    return transposed(lambda kernel: _theirs(op, x, kernel), shape, gradient)


def _by_inputs(node: Any, kernel: Any, gradient: Any, size: Any) -> Any:
    op = node.op
    shape = gradient.shape[0], kernel.shape[1] * op.num_groups, *numbers(size)[-op.convdim :]
    return transposed(lambda x: _theirs(op, x, kernel), shape, gradient)


def _ours(node: Any, a: Any, b: Any, *geometry: Any) -> Any:
    op, (height, width, *before) = node.op, map(number, geometry)
    rows, columns = op.spatial
    channel = 3 if op.channels_last else 1
    if op.direction == FORWARD:
        return _forward(op, a, b, (height, width), before)
    if op.direction == WEIGHTS:
        places, shape = (b.shape[rows], b.shape[columns]), (height, width, a.shape[channel], b.shape[channel])
        return transposed(lambda kernel: _forward(op, a, kernel, places, before), shape, b)
    places, shape = (a.shape[rows], a.shape[columns]), op.shape(a.shape[0], (height, width), b.shape[2])
    return transposed(lambda x: _forward(op, x, b, places, before), shape, a)


def _forward(op: Any, x: Any, kernel: Any, places: Any, before: Any) -> Any:
    sizes = [x.shape[axis] for axis in op.spatial]
    spans = [(size - 1) * gap + 1 for size, gap in zip(kernel.shape, op.gaps)]
    pads = padding(sizes, places, spans, op.steps, before)
    layout = "NHWC" if op.channels_last else "NCHW"
    numbers = layout, "HWIO", layout
    return lax.conv_general_dilated(x, kernel, op.steps, pads, rhs_dilation=op.gaps, dimension_numbers=numbers)


def padding(sizes: Any, places: Any, spans: Any, steps: Any, before: Any) -> list[tuple[int, int]]:
    """Widths before and after each axis, so that windows lie at so many places; negative ones crop."""
    return [
        (first, (count - 1) * step + span - first - size)
        for size, count, span, step, first in zip(sizes, places, spans, steps, before)
    ]


OPERATIONS = {
    abstract.AbstractConv: lambda node, x, kernel: _theirs(node.op, x, kernel),
    abstract.AbstractConv_gradWeights: _by_weights,
    abstract.AbstractConv_gradInputs: _by_inputs,
    Convolution: _ours,
}
