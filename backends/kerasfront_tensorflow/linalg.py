"""Products of tensors, and rows by index."""

from __future__ import annotations

import string
from collections.abc import Sequence

from kerasfront.backend.types import RawTensor
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.state import state
from kerasfront_tensorflow.tensors import graph_op

__all__ = ["batch_tensordot", "dot", "gather"]

LARGE = 2**17
"""Elements from which on a matrix counts as large."""

LARGE_PRODUCT = "LargeProduct"
"""The name of its gradient."""


@graph_op
def dot(x: RawTensor, y: RawTensor) -> RawTensor:
    if isinstance(x, tf.SparseTensor):
        return tf.sparse.sparse_dense_matmul(x, y)
    with _quick_gradient(y):
        if len(x.shape) == len(y.shape) == 2:
            return tf.matmul(x, y)
        if len(y.shape) == 2 and x.shape[-1] and y.shape[-1]:
            return _of_rows(x, y)
        return tf.tensordot(x, y, [[-1], [max(len(y.shape) - 2, 0)]])


def _of_rows(x, y):
    """The product of all rows of `x` and a matrix, in a fourth of the operations of `tf.tensordot`."""
    *outer, inner = x.shape
    sizes = [-1 if size is None else size for size in (*outer, y.shape[-1])]
    if outer.count(None) > 1 or 0 in outer:
        sizes = tf.concat([tf.shape(x)[:-1], sizes[-1:]], 0)
    product = tf.reshape(tf.matmul(tf.reshape(x, (-1, inner)), y), sizes)
    product.set_shape((*outer, y.shape[-1]))
    return product


def _quick_gradient(y):
    """A block in which products by `y` get the gradient that is fast for it."""
    large = len(y.shape) == 2 and (y.shape.num_elements() or 0) >= LARGE
    named = {"MatMul": LARGE_PRODUCT} if large and not state().loop_counters else {}  # loops have a way of their own
    return tf.compat.v1.get_default_graph().gradient_override_map(named)


@tf.RegisterGradient(LARGE_PRODUCT)
def _gradient_of_a_large_product(operation, gradient):
    """The gradient of a product, by Eigen: with a large transposed matrix, oneDNN takes up to three times as long."""
    x, y = operation.inputs
    return tf.einsum("bm,nm->bn", gradient, y), tf.matmul(x, gradient, transpose_a=True)


@graph_op
def batch_tensordot(x: RawTensor, y: RawTensor, axes: Sequence[Sequence[int]]) -> RawTensor:
    letters = iter(string.ascii_letters)
    sample = next(letters)
    left = [sample, *(next(letters) for _ in x.shape[1:])]
    right = [sample, *(next(letters) for _ in y.shape[1:])]
    for i, j in zip(*axes):
        right[j] = left[i]
    kept = [a for a in left[1:] if a not in right] + [a for a in right[1:] if a not in left]
    return tf.einsum(f"{''.join(left)},{''.join(right)}->{sample}{''.join(kept)}", x, y)


@graph_op
def gather(reference: RawTensor, indices: RawTensor) -> RawTensor:
    return tf.gather(reference, indices)
