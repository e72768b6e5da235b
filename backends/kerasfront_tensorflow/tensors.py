"""What a tensor is on this engine.

TensorFlow's own operators refuse graph tensors outside a graph block. Every tensor that K returns is therefore given a
class whose operators enter the tensor's graph first, so that ``2.0 * x`` works anywhere, as it does on other engines.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.state import scope

F = TypeVar("F", bound=Callable[..., Any])

OPERATORS = (
    "add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "floordiv", "rfloordiv", "mod", "rmod", "pow",
    "rpow", "matmul", "rmatmul", "neg", "abs", "lt", "le", "gt", "ge", "and", "rand", "or", "ror", "xor", "rxor",
    "invert", "getitem",
)  # fmt: skip

with tf.Graph().as_default():
    _PLAIN_TENSOR: type = type(tf.constant(0.0))
    _PLAIN_VARIABLE: type = type(tf.compat.v1.Variable(0.0, use_resource=True, collections=[]))


def graph_op(function: F) -> F:
    """Decorator: run in our graph, and let the tensors that come out be used anywhere."""

    @functools.wraps(function)
    def inside(*args: Any, **kwargs: Any) -> Any:
        with scope():
            return adopt(function(*args, **kwargs))

    return inside  # type: ignore[return-value]


def adopt(result: Any) -> Any:
    """Give our classes to the tensors in a (nested list or tuple of) result."""
    kind = type(result)
    if kind is _PLAIN_TENSOR:
        result.__class__ = GraphTensor
    elif kind is _PLAIN_VARIABLE:
        result.__class__ = GraphVariable
    elif kind in (list, tuple):
        return kind(adopt(part) for part in result)
    return result


def _with_operators(name: str, base: type) -> type:
    # Tensors are compared by identity, and so can be keys, as on other engines; K.equal compares values.
    methods = {name: getattr(object, name) for name in ("__eq__", "__ne__", "__hash__")}
    for operator in (f"__{o}__" for o in OPERATORS):
        if hasattr(base, operator):
            methods[operator] = graph_op(getattr(base, operator))
    return type(name, (base,), methods)


GraphTensor = _with_operators("GraphTensor", _PLAIN_TENSOR)
GraphVariable = _with_operators("GraphVariable", _PLAIN_VARIABLE)


def is_variable(x: Any) -> bool:
    """Whether `x` is a variable."""
    return isinstance(x, tf.Variable)


def dtype_name(x: Any) -> str:
    """Type of the elements, as NumPy names it."""
    return x.dtype.base_dtype.name


def static_shape(x: Any) -> tuple[int | None, ...]:
    """The shape as far as it is known; None for unknown sizes."""
    return tuple(x.shape.as_list())


def as_tensor(x: Any, dtype: str | None = None) -> Any:
    """A tensor of `x`; numbers and arrays become constants."""
    if isinstance(x, np.ndarray) and dtype is not None:
        x = x.astype(dtype)
    return tf.convert_to_tensor(x, dtype=dtype)
