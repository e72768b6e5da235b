"""Variables, placeholders, and what is known of a tensor before it has data."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront.backend.types import Dtype, RawTensor, Shape
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


def variable(value: Any, dtype: Dtype | None = None, name: str | None = None) -> RawTensor:
    if hasattr(value, "tocsr"):
        return theano.shared(value.tocsr().astype(dtype), name=name)
    value = np.array(value, dtype=dtype)
    return marked(theano.shared(value, name=name, broadcastable=[size == 1 for size in value.shape]), value.shape)


def placeholder(
    shape: Shape | None = None,
    ndim: int | None = None,
    dtype: Dtype | None = None,
    sparse: bool = False,
    name: str | None = None,
) -> RawTensor:
    state().count_placeholder()  # models begin with a placeholder
    if sparse:
        made = theano.sparse.csr_matrix(name=name, dtype=dtype)
    else:
        made = T.TensorType(dtype, [size == 1 for size in shape])(name)
    made.tag.static_shape = shape
    return marked(made, shape)


def variable_name(x: RawTensor) -> str:
    return x.name or ""


def is_sparse(tensor: RawTensor) -> bool:
    return isinstance(tensor.type, theano.sparse.SparseType)


def to_dense(tensor: RawTensor) -> RawTensor:
    return theano.sparse.dense_from_sparse(tensor) if is_sparse(tensor) else tensor


def shape(x: RawTensor) -> RawTensor:
    return x.shape


def dtype(x: RawTensor) -> Dtype:
    return x.dtype


def eval(x: RawTensor) -> np.ndarray:
    return Function([], [to_dense(x)], [])([])[0]


def zeros_like(x: RawTensor, dtype: Dtype | None = None, name: str | None = None) -> RawTensor:
    return T.zeros_like(x, dtype=dtype)


def ones_like(x: RawTensor, dtype: Dtype | None = None, name: str | None = None) -> RawTensor:
    return T.ones_like(x, dtype=dtype)


def cast(x: RawTensor, dtype: Dtype) -> RawTensor:
    return T.cast(x, dtype)
