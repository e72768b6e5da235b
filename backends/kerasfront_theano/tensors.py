"""What a tensor is on this backend."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from kerasfront.backend.foreign import OPERATORS, refusing_foreign
from kerasfront_theano.library import theano
from kerasfront_theano.walk import static_shape

F = TypeVar("F", bound=Callable[..., Any])

__all__ = ["as_type_of", "is_tensor", "is_variable", "static_shape", "with_shape"]


def _keeping_type(operator: F) -> F:
    """An operator in which numbers take the type of the floats beside them; Theano would make float32 of float16."""

    @functools.wraps(operator)
    def kept(x: Any, *others: Any) -> Any:
        if getattr(x, "dtype", "").startswith("float"):
            others = tuple(np.asarray(y, x.dtype) if type(y) in (int, float) else y for y in others)
        return operator(x, *others)

    return kept  # type: ignore[return-value]


_operators = next(kind for kind in theano.tensor.TensorVariable.__mro__ if "__add__" in vars(kind))
for _name in OPERATORS:
    if hasattr(_operators, _name):
        _operator = getattr(_operators, _name)
        _operator = _operator if _name == "__getitem__" else _keeping_type(_operator)
        setattr(_operators, _name, refusing_foreign(_operator))


def is_tensor(x: Any) -> bool:
    """Whether `x` is symbolic."""
    return isinstance(x, theano.graph.basic.Variable)


def is_variable(x: Any) -> bool:
    """Whether `x` is a variable."""
    return isinstance(x, theano.compile.SharedVariable)


def with_shape(x: Any, shape: tuple[int | None, ...]) -> Any:
    """`x`, with a static shape that Theano's graph does not show; axes of size 1 become broadcastable."""
    pattern = tuple(size == 1 or known for size, known in zip(shape, x.broadcastable))
    if pattern != tuple(x.broadcastable):
        x = theano.tensor.patternbroadcast(x, pattern)
    x.tag.static_shape = tuple(shape)
    return x


def as_type_of(variable: Any, new: Any) -> Any:
    """A new value with the type of the variable."""
    new = theano.tensor.cast(theano.tensor.as_tensor_variable(new), variable.dtype)
    return theano.tensor.patternbroadcast(new, variable.broadcastable)


def marked(tensor, shape):
    """Give a tensor the attributes that scripts of classic Keras read: its shape, and that no phase changes it."""
    tensor._keras_shape = tuple(shape)
    tensor._uses_learning_phase = False
    return tensor
