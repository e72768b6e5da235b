"""Reductions of tensors along axes."""

from __future__ import annotations

import kerasfront_theano.ops.column_sums  # noqa: F401  theano.function uses it for sums
from kerasfront.backend.types import Axis, RawTensor
from kerasfront_theano.library import theano
from kerasfront_theano.ops.losses import in_single_precision
from kerasfront_theano.ops.maxima import SharedMax, with_axes
from kerasfront_theano.ops.products import Product
from kerasfront_theano.ops.weighted_mean import WeightedMean

T = theano.tensor

__all__ = ["all", "any", "argmax", "argmin", "max", "mean", "min", "prod", "sum", "weighted_mean"]


def max(x: RawTensor, axis: Axis = None, keepdims: bool = False) -> RawTensor:
    if not axis:
        return x
    largest = SharedMax(list(axis))(x)[0]
    return with_axes(largest, axis) if keepdims else largest


def min(x: RawTensor, axis: Axis = None, keepdims: bool = False) -> RawTensor:
    return -max(-x, axis, keepdims)


def sum(x: RawTensor, axis: Axis = None, keepdims: bool = False) -> RawTensor:
    return T.sum(x, axis, x.dtype, keepdims)


def prod(x: RawTensor, axis: Axis = None, keepdims: bool = False) -> RawTensor:
    if not axis:
        return x
    product = Product(list(axis), dtype=x.dtype)(x)
    return with_axes(product, axis) if keepdims else product


def mean(x: RawTensor, axis: Axis = None, keepdims: bool = False) -> RawTensor:
    return T.mean(x, axis, x.dtype, keepdims=keepdims)


def weighted_mean(x: RawTensor, weights: RawTensor) -> RawTensor:
    x, weights = T.as_tensor_variable(x), T.as_tensor_variable(weights)
    if x.broadcastable != weights.broadcastable:
        x, weights = x * T.ones_like(weights), weights * T.ones_like(x)
    return in_single_precision(WeightedMean(), x, weights)[0]


def any(x: RawTensor, axis: Axis = None, keepdims: bool = False) -> RawTensor:
    return T.any(x, axis, keepdims)


def all(x: RawTensor, axis: Axis = None, keepdims: bool = False) -> RawTensor:
    return T.all(x, axis, keepdims)


def argmax(x: RawTensor, axis: int = -1) -> RawTensor:
    return T.argmax(x, axis)


def argmin(x: RawTensor, axis: int = -1) -> RawTensor:
    return T.argmin(x, axis)
