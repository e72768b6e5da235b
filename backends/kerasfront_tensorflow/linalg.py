"""Products of tensors, and rows by number."""

from __future__ import annotations

import string

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.tensors import graph_op

__all__ = ["batch_tensordot", "dot", "gather"]


@graph_op
def dot(x, y):
    if isinstance(x, tf.SparseTensor):
        return tf.sparse.sparse_dense_matmul(x, y)
    if len(x.shape) == len(y.shape) == 2:
        return tf.matmul(x, y)
    return tf.tensordot(x, y, [[-1], [max(len(y.shape) - 2, 0)]])


@graph_op
def batch_tensordot(x, y, axes):
    letters = iter(string.ascii_letters)
    sample = next(letters)
    left = [sample, *(next(letters) for _ in x.shape[1:])]
    right = [sample, *(next(letters) for _ in y.shape[1:])]
    for i, j in zip(*axes):
        right[j] = left[i]
    kept = [a for a in left[1:] if a not in right] + [a for a in right[1:] if a not in left]
    return tf.einsum(f"{''.join(left)},{''.join(right)}->{sample}{''.join(kept)}", x, y)


@graph_op
def gather(reference, indices):
    return tf.gather(reference, indices)
