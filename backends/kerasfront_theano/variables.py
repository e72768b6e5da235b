"""Variables, placeholders and what is known of a tensor before data comes."""

from __future__ import annotations

import numpy as np

import kerasfront_theano.tensors as tensors
from kerasfront_theano.function import Function
from kerasfront_theano.library import theano

T = theano.tensor

__all__ = [
    "cast", "dtype", "eval", "int_shape", "is_sparse", "is_tensor", "is_variable", "ones_like", "placeholder", "shape",
    "to_dense", "variable", "variable_name", "zeros_like",
]  # fmt: skip


def variable(value, dtype=None, name=None):
    if hasattr(value, "tocsr"):
        return theano.shared(value.tocsr().astype(dtype), name=name)
    value = np.array(value, dtype=dtype)
    return theano.shared(value, name=name, broadcastable=[size == 1 for size in value.shape])


def placeholder(shape=None, ndim=None, dtype=None, sparse=False, name=None):
    if sparse:
        made = theano.sparse.csr_matrix(name=name, dtype=dtype)
    else:
        made = T.TensorType(dtype, [size == 1 for size in shape])(name)
    made.tag.static_shape = shape
    return made


def is_tensor(x):
    return tensors.is_tensor(x)


def is_variable(x):
    return tensors.is_variable(x)


def variable_name(x):
    return x.name or ""


def is_sparse(tensor):
    return isinstance(tensor.type, theano.sparse.SparseType)


def to_dense(tensor):
    return theano.sparse.dense_from_sparse(tensor) if is_sparse(tensor) else tensor


def shape(x):
    return x.shape


def int_shape(x):
    return tensors.static_shape(x)


def dtype(x):
    return x.dtype


def eval(x):
    return Function([], [to_dense(x)], [])([])[0]


def zeros_like(x, dtype=None, name=None):
    return T.zeros_like(x, dtype=dtype)


def ones_like(x, dtype=None, name=None):
    return T.ones_like(x, dtype=dtype)


def cast(x, dtype):
    return T.cast(x, dtype)
