"""Variables, placeholders, and what is known of a tensor before it has data."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront.backend.delayed import DelayedArray, initial_value
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
    value = initial_value(value, dtype)
    broadcastable = [size == 1 for size in value.shape]
    if isinstance(value, DelayedArray):
        variable_type = T.TensorType(value.dtype, broadcastable)
        container = _DelayedContainer(variable_type, value, name)
        made = T.sharedvar.TensorSharedVariable(name, variable_type, None, None, container=container)
        made.tag.static_shape = value.shape
    else:
        made = theano.shared(value, name=name, broadcastable=broadcastable)
    return marked(made, value.shape)


class _DelayedContainer(theano.link.basic.Container):
    """Container of the value of a variable, which is computed when it is read, or when a function of it is made."""

    def __init__(self, variable_type: Any, value: DelayedArray, name: str | None) -> None:
        self._value: DelayedArray | None = value
        super().__init__(variable_type, [None], name=name)

    @property
    def storage(self) -> list[Any]:
        if self._value is not None:
            self._storage[0], self._value = np.asarray(self._value), None
        return self._storage

    @storage.setter
    def storage(self, storage: list[Any]) -> None:
        self._storage = storage

    def _assign(self, value: Any) -> None:
        self._value = None
        self.__set__(value)

    value = data = property(theano.link.basic.Container.__get__, _assign)


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
