"""Functions of each element."""

from __future__ import annotations

from kerasfront_theano.library import theano
from kerasfront_theano.ops import choices, roots, squares

T = theano.tensor

__all__ = [
    "abs", "cos", "equal", "exp", "greater", "greater_equal", "lesser", "lesser_equal", "log", "maximum",
    "minimum", "not_equal", "pow", "round", "sign", "sin", "sqrt", "square",
    "squared_difference",
]  # fmt: skip


def square(x):
    return T.sqr(x)


def abs(x):
    return T.abs_(x)


def sqrt(x):
    return roots.sqrt(x)


def exp(x):
    return T.exp(x)


def log(x):
    return T.log(x)


def sin(x):
    return T.sin(x)


def cos(x):
    return T.cos(x)


def round(x):
    x = T.as_tensor_variable(x)
    return x if x.dtype.startswith("int") else T.round(x, mode="half_to_even")


def sign(x):
    return T.sgn(x)


def pow(x, a):
    return T.pow(x, a)


def equal(x, y):
    return T.eq(x, y)


def not_equal(x, y):
    return T.neq(x, y)


def greater(x, y):
    return T.gt(x, y)


def greater_equal(x, y):
    return T.ge(x, y)


def lesser(x, y):
    return T.lt(x, y)


def lesser_equal(x, y):
    return T.le(x, y)


def maximum(x, y):
    """Not T.maximum, which gives the gradient to both operands where they are equal."""
    return choices.larger(x, y)


def minimum(x, y):
    """See `maximum`."""
    return choices.smaller(x, y)


def squared_difference(x, y):
    return T.Elemwise(squares.squared_difference)(x, y)
