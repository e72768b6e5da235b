"""Reshaping, reordering, padding and joining of tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront.backend.types import Dtype, RawTensor
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.tensors import graph_op, static_shape

__all__ = [
    "arange", "concatenate", "expand_dims", "pattern_broadcast", "permute_dimensions", "repeat_elements", "reshape",
    "reverse", "split", "squeeze", "stack", "tile", "zero_pad",
]  # fmt: skip


@graph_op
def concatenate(tensors: Sequence[RawTensor], axis: int = -1) -> RawTensor:
    return tf.sparse.concat(axis, tensors) if isinstance(tensors[0], tf.SparseTensor) else tf.concat(tensors, axis)


@graph_op
def stack(x: Sequence[RawTensor]) -> RawTensor:
    return tf.stack(x)


@graph_op
def split(x: RawTensor, sizes: Sequence[int], axis: int = -1) -> list[RawTensor]:
    return tf.split(x, sizes, axis)


@graph_op
def reshape(x: RawTensor, shape: Sequence[Any]) -> RawTensor:
    return tf.reshape(x, [size if isinstance(size, int) else tf.cast(size, "int32") for size in shape])


@graph_op
def reverse(x: RawTensor, axes: int | Sequence[int]) -> RawTensor:  # as a slice it takes many times as long
    return tf.reverse(x, axes)


@graph_op
def permute_dimensions(x: RawTensor, pattern: Sequence[int]) -> RawTensor:
    return tf.transpose(x, pattern)


@graph_op
def expand_dims(x: RawTensor, dim: int = -1) -> RawTensor:
    return tf.expand_dims(x, dim)


@graph_op
def squeeze(x: RawTensor, axis: int) -> RawTensor:
    return tf.squeeze(x, [axis])


@graph_op
def repeat_elements(x: RawTensor, rep: int, axis: int) -> RawTensor:
    repeated = tf.repeat(x, rep, axis)
    shape = list(static_shape(x))
    size = shape[axis] if rep else 0
    shape[axis] = None if size is None else size * rep
    repeated.set_shape(shape)
    return repeated


@graph_op
def tile(x: RawTensor, n: int | Sequence[int | RawTensor] | RawTensor) -> RawTensor:
    return tf.tile(x, n)


@graph_op
def zero_pad(x: RawTensor, widths: Sequence[tuple[int, int]]) -> RawTensor:
    return tf.pad(x, widths)


@graph_op
def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Dtype = "int32") -> RawTensor:
    return tf.cast(tf.range(start, stop, step), dtype)


@graph_op
def pattern_broadcast(x: RawTensor, broatcastable: Sequence[bool]) -> RawTensor:
    return tf.ensure_shape(x, [1 if single else size for single, size in zip(broatcastable, static_shape(x))])
