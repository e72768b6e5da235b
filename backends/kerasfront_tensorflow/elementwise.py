"""Functions of each element."""

from __future__ import annotations

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.tensors import graph_op

__all__ = [
    "abs", "cos", "equal", "exp", "greater", "greater_equal", "lesser", "lesser_equal", "log", "maximum",
    "minimum", "not_equal", "pow", "round", "sign", "sin", "sqrt", "square",
    "squared_difference",
]  # fmt: skip


@graph_op
def square(x):
    return tf.square(x)


@graph_op
def abs(x):
    return tf.abs(x)


@graph_op
def sqrt(x):
    return tf.sqrt(tf.maximum(x, 0))


@graph_op
def exp(x):
    return tf.exp(x)


@graph_op
def log(x):
    return tf.math.log(x)


@graph_op
def sin(x):
    return tf.sin(x)


@graph_op
def cos(x):
    return tf.cos(x)


@graph_op
def round(x):
    return tf.round(x)


@graph_op
def sign(x):
    return tf.sign(x)


@graph_op
def pow(x, a):
    return tf.pow(x, a)


@graph_op
def equal(x, y):
    return tf.equal(x, y)


@graph_op
def not_equal(x, y):
    return tf.not_equal(x, y)


@graph_op
def greater(x, y):
    return tf.greater(x, y)


@graph_op
def greater_equal(x, y):
    return tf.greater_equal(x, y)


@graph_op
def lesser(x, y):
    return tf.less(x, y)


@graph_op
def lesser_equal(x, y):
    return tf.less_equal(x, y)


@graph_op
def maximum(x, y):
    return tf.maximum(x, y)


@graph_op
def minimum(x, y):
    return tf.minimum(x, y)


@graph_op
def squared_difference(x, y):
    return tf.math.squared_difference(x, y)
