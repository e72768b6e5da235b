"""Reductions of tensors along axes."""

from __future__ import annotations

from kerasfront.backend.types import Axis, RawTensor
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops.products import of_zeros
from kerasfront_tensorflow.tensors import graph_op

__all__ = ["all", "any", "argmax", "argmin", "max", "mean", "min", "prod", "sum", "weighted_mean"]


@graph_op
def max(x: RawTensor, axis: Axis = None, keepdims: bool = False) -> RawTensor:
    return tf.reduce_max(x, axis, keepdims)


@graph_op
def min(x: RawTensor, axis: Axis = None, keepdims: bool = False) -> RawTensor:
    return tf.reduce_min(x, axis, keepdims)


@graph_op
def sum(x: RawTensor, axis: Axis = None, keepdims: bool = False) -> RawTensor:
    return tf.reduce_sum(x, axis, keepdims)


@graph_op
def prod(x: RawTensor, axis: Axis = None, keepdims: bool = False) -> RawTensor:
    if not x.dtype.is_floating:
        return tf.reduce_prod(x, axis, keepdims)
    others = tf.where(tf.equal(x, 0), tf.ones_like(x), x)
    return tf.reduce_prod(others, axis, keepdims) * of_zeros(x, axis, keepdims)


@graph_op
def mean(x: RawTensor, axis: Axis = None, keepdims: bool = False) -> RawTensor:
    return tf.reduce_mean(x, axis, keepdims)


@graph_op
def any(x: RawTensor, axis: Axis = None, keepdims: bool = False) -> RawTensor:
    return tf.reduce_any(x, axis, keepdims)


@graph_op
def all(x: RawTensor, axis: Axis = None, keepdims: bool = False) -> RawTensor:
    return tf.reduce_all(x, axis, keepdims)


@graph_op
def argmax(x: RawTensor, axis: int = -1) -> RawTensor:
    return tf.argmax(x, axis)


@graph_op
def argmin(x: RawTensor, axis: int = -1) -> RawTensor:
    return tf.argmin(x, axis)


@graph_op
def weighted_mean(x: RawTensor, weights: RawTensor) -> RawTensor:
    weighted = tf.math.multiply_no_nan(x, weights)
    return tf.math.divide_no_nan(
        tf.reduce_mean(weighted), tf.reduce_mean(tf.cast(tf.not_equal(weights, 0), weighted.dtype))
    )
