"""The same elements in another shape or order."""

from __future__ import annotations

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.tensors import graph_op, static_shape

__all__ = [
    "arange", "concatenate", "expand_dims", "pattern_broadcast", "permute_dimensions", "repeat_elements", "reshape",
    "reverse", "split", "squeeze", "stack", "tile", "zero_pad",
]  # fmt: skip


@graph_op
def concatenate(tensors, axis=-1):
    return tf.sparse.concat(axis, tensors) if isinstance(tensors[0], tf.SparseTensor) else tf.concat(tensors, axis)


@graph_op
def stack(x):
    return tf.stack(x)


@graph_op
def split(x, sizes, axis=-1):
    return tf.split(x, sizes, axis)


@graph_op
def reshape(x, shape):
    return tf.reshape(x, [size if isinstance(size, int) else tf.cast(size, "int32") for size in shape])


@graph_op
def reverse(x, axes):  # as a slice it takes many times as long
    return tf.reverse(x, axes)


@graph_op
def permute_dimensions(x, pattern):
    return tf.transpose(x, pattern)


@graph_op
def expand_dims(x, dim=-1):
    return tf.expand_dims(x, dim)


@graph_op
def squeeze(x, axis):
    return tf.squeeze(x, [axis])


@graph_op
def repeat_elements(x, rep, axis):
    repeated = tf.repeat(x, rep, axis)
    shape = list(static_shape(x))
    shape[axis] = None if shape[axis] is None else shape[axis] * rep
    repeated.set_shape(shape)
    return repeated


@graph_op
def tile(x, n):
    return tf.tile(x, n)


@graph_op
def zero_pad(x, widths):
    return tf.pad(x, widths)


@graph_op
def arange(start, stop=None, step=1, dtype="int32"):
    return tf.cast(tf.range(start, stop, step), dtype)


@graph_op
def pattern_broadcast(x, broatcastable):
    return tf.ensure_shape(x, [1 if single else size for single, size in zip(broatcastable, static_shape(x))])
