"""Variables, placeholders and what is known of a tensor before data comes."""

from __future__ import annotations

import numpy as np

from kerasfront_theano.function import Function
from kerasfront_theano.library import theano
from kerasfront_theano.state import state
from kerasfront_theano.tensors import is_tensor, is_variable, marked
from kerasfront_theano.tensors import static_shape as int_shape

T = theano.tensor

__all__ = [
    "cast", "dtype", "eval", "int_shape", "is_sparse", "is_tensor", "is_variable", "ones_like", "placeholder", "shape",
    "to_dense", "variable", "variable_name", "zeros_like",
]  # fmt: skip


def variable(value, dtype=None, name=None):
    if hasattr(value, "tocsr"):
        return theano.shared(value.tocsr().astype(dtype), name=name)
    value = np.array(value, dtype=dtype)
    return marked(theano.shared(value, name=name, broadcastable=[size == 1 for size in value.shape]), value.shape)


def placeholder(shape=None, ndim=None, dtype=None, sparse=False, name=None):
    state().count_placeholder()  # models begin with a placeholder
    if sparse:
        made = theano.sparse.csr_matrix(name=name, dtype=dtype)
    else:
        made = T.TensorType(dtype, [size == 1 for size in shape])(name)
    made.tag.static_shape = shape
    return marked(made, shape)


def variable_name(x):
    return x.name or ""


def is_sparse(tensor):
    return isinstance(tensor.type, theano.sparse.SparseType)


def to_dense(tensor):
    return theano.sparse.dense_from_sparse(tensor) if is_sparse(tensor) else tensor


def shape(x):
    return x.shape


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
