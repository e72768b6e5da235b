"""Elementwise functions."""

from __future__ import annotations

from kerasfront.backend.types import RawTensor
from kerasfront_theano.library import theano
from kerasfront_theano.ops import choices, roots, squares

T = theano.tensor

__all__ = [
    "abs", "cos", "equal", "exp", "greater", "greater_equal", "lesser", "lesser_equal", "log", "maximum",
    "minimum", "not_equal", "pow", "round", "sign", "sin", "sqrt", "square",
    "squared_difference",
]  # fmt: skip


def square(x: RawTensor) -> RawTensor:
    return T.sqr(x)


def abs(x: RawTensor) -> RawTensor:
    return T.abs_(x)


def sqrt(x: RawTensor) -> RawTensor:
    return roots.sqrt(x)


def exp(x: RawTensor) -> RawTensor:
    return T.exp(x)


def log(x: RawTensor) -> RawTensor:
    return T.log(x)


def sin(x: RawTensor) -> RawTensor:
    return T.sin(x)


def cos(x: RawTensor) -> RawTensor:
    return T.cos(x)


def round(x: RawTensor) -> RawTensor:
    x = T.as_tensor_variable(x)
    return x if x.dtype.startswith("int") else T.round(x, mode="half_to_even")


def sign(x: RawTensor) -> RawTensor:
    return T.sgn(x)


def pow(x: RawTensor, a: RawTensor) -> RawTensor:
    return T.pow(x, a)


def equal(x: RawTensor, y: RawTensor) -> RawTensor:
    return T.eq(x, y)


def not_equal(x: RawTensor, y: RawTensor) -> RawTensor:
    return T.neq(x, y)


def greater(x: RawTensor, y: RawTensor) -> RawTensor:
    return T.gt(x, y)


def greater_equal(x: RawTensor, y: RawTensor) -> RawTensor:
    return T.ge(x, y)


def lesser(x: RawTensor, y: RawTensor) -> RawTensor:
    return T.lt(x, y)


def lesser_equal(x: RawTensor, y: RawTensor) -> RawTensor:
    return T.le(x, y)


def maximum(x: RawTensor, y: RawTensor) -> RawTensor:
    """Unlike T.maximum, give the gradient to one operand where both are equal."""
    return choices.larger(x, y)


def minimum(x: RawTensor, y: RawTensor) -> RawTensor:
    """See `maximum`."""
    return choices.smaller(x, y)


def squared_difference(x: RawTensor, y: RawTensor) -> RawTensor:
    return T.Elemwise(squares.squared_difference)(x, y)
