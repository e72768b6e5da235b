"""Products of tensors, and rows by index."""

from __future__ import annotations

from collections.abc import Sequence

from kerasfront.backend.types import RawTensor
from kerasfront_theano.library import theano
from kerasfront_theano.tensors import static_shape, with_shape

T = theano.tensor

__all__ = ["batch_tensordot", "dot", "gather"]


def dot(x: RawTensor, y: RawTensor) -> RawTensor:
    if isinstance(x.type, theano.sparse.SparseType):
        return theano.sparse.structured_dot(x, y)
    shape = static_shape(x)[:-1] + static_shape(y)[:-2] + static_shape(y)[-1:] * (y.ndim > 1)
    # For a matrix of which it knows that it has one column, Theano would prepare a product by a vector.
    return with_shape(T.dot(x, T.unbroadcast(y, *range(y.ndim))), shape)


def batch_tensordot(x: RawTensor, y: RawTensor, axes: Sequence[Sequence[int]]) -> RawTensor:
    left, right = static_shape(x), static_shape(y)
    samples = left[0] if left[0] is not None else right[0]
    kept = [size for i, size in enumerate(left) if i and i not in axes[0]]
    kept += [size for i, size in enumerate(right) if i and i not in axes[1]]
    return with_shape(T.batched_tensordot(x, y, [list(a) for a in axes]), (samples, *kept))


def not_from_the_end(indices, size):
    """Put negative indices, by which Theano would count from the end, out of range."""
    return T.switch(indices < 0, T.cast(size, indices.dtype), indices)


def gather(reference: RawTensor, indices: RawTensor) -> RawTensor:
    rows = reference[not_from_the_end(indices, reference.shape[0]).flatten()]  # only a vector has a fast gradient
    shape = [indices.shape[i] for i in range(indices.ndim)] + [reference.shape[i] for i in range(1, reference.ndim)]
    return with_shape(T.reshape(rows, shape), static_shape(indices) + static_shape(reference)[1:])
