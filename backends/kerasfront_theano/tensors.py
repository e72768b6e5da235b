"""Tensors of Theano as K needs them."""

from __future__ import annotations

from typing import Any

from kerasfront_theano.library import theano
from kerasfront_theano.static_shape import static_shape

__all__ = ["as_type_of", "is_tensor", "is_variable", "static_shape", "with_shape"]


def is_tensor(x: Any) -> bool:
    """Whether `x` is a symbolic tensor."""
    return isinstance(x, theano.graph.basic.Variable)


def is_variable(x: Any) -> bool:
    """Whether `x` is a variable."""
    return isinstance(x, theano.compile.SharedVariable)


def with_shape(x: Any, shape: tuple[int | None, ...]) -> Any:
    """Note a static shape that does not follow from the graph; axes of size 1 become broadcastable."""
    pattern = tuple(size == 1 or known for size, known in zip(shape, x.broadcastable))
    if pattern != tuple(x.broadcastable):
        x = theano.tensor.patternbroadcast(x, pattern)
    x.tag.static_shape = tuple(shape)
    return x


def as_type_of(variable: Any, new: Any) -> Any:
    """Convert a new value to the type of a variable."""
    new = theano.tensor.cast(theano.tensor.as_tensor_variable(new), variable.dtype)
    return theano.tensor.patternbroadcast(new, variable.broadcastable)


def marked(tensor, shape):
    """Set the attributes that scripts of classic Keras read: the shape, and that the learning phase changes nothing."""
    tensor._keras_shape = tuple(shape)
    tensor._uses_learning_phase = False
    return tensor
