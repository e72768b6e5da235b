"""Elementwise functions."""

from __future__ import annotations

from kerasfront.backend.types import RawTensor
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.tensors import graph_op

__all__ = [
    "abs", "cos", "equal", "exp", "greater", "greater_equal", "lesser", "lesser_equal", "log", "maximum",
    "minimum", "not_equal", "pow", "round", "sign", "sin", "sqrt", "square",
    "squared_difference",
]  # fmt: skip


@graph_op
def square(x: RawTensor) -> RawTensor:
    return tf.square(x)


@graph_op
def abs(x: RawTensor) -> RawTensor:
    return tf.abs(x)


@graph_op
def sqrt(x: RawTensor) -> RawTensor:
    return tf.sqrt(tf.maximum(x, 0))


@graph_op
def exp(x: RawTensor) -> RawTensor:
    return tf.exp(x)


@graph_op
def log(x: RawTensor) -> RawTensor:
    return tf.math.log(x)


@graph_op
def sin(x: RawTensor) -> RawTensor:
    return tf.sin(x)


@graph_op
def cos(x: RawTensor) -> RawTensor:
    return tf.cos(x)


@graph_op
def round(x: RawTensor) -> RawTensor:
    return tf.round(x)


@graph_op
def sign(x: RawTensor) -> RawTensor:
    return tf.sign(x)


@graph_op
def pow(x: RawTensor, a: RawTensor) -> RawTensor:
    return tf.pow(x, a)


@graph_op
def equal(x: RawTensor, y: RawTensor) -> RawTensor:
    return tf.equal(x, y)


@graph_op
def not_equal(x: RawTensor, y: RawTensor) -> RawTensor:
    return tf.not_equal(x, y)


@graph_op
def greater(x: RawTensor, y: RawTensor) -> RawTensor:
    return tf.greater(x, y)


@graph_op
def greater_equal(x: RawTensor, y: RawTensor) -> RawTensor:
    return tf.greater_equal(x, y)


@graph_op
def lesser(x: RawTensor, y: RawTensor) -> RawTensor:
    return tf.less(x, y)


@graph_op
def lesser_equal(x: RawTensor, y: RawTensor) -> RawTensor:
    return tf.less_equal(x, y)


@graph_op
def maximum(x: RawTensor, y: RawTensor) -> RawTensor:
    return tf.maximum(x, y)


@graph_op
def minimum(x: RawTensor, y: RawTensor) -> RawTensor:
    return tf.minimum(x, y)


@graph_op
def squared_difference(x: RawTensor, y: RawTensor) -> RawTensor:
    return tf.math.squared_difference(x, y)
