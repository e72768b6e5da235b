"""Functions of each element, with NumPy's broadcasting where there are two operands.

Unless said otherwise, results have the shape and type of `x`, or of both operands broadcast. `checks.dtypes` has the
rules for operands of different types, and for bools and narrow integers. Operands are tensors, numbers or arrays; if
their known shapes do not broadcast, that is an ArgumentError.

Gradients at ties and kinks, first and second, follow one rule on every backend, in any composition: an operation
multiplies what comes from above by its own slope, as floats are multiplied, so that 0 times infinity is NaN. But

- what is not chosen gets 0, whatever comes from above: by `maximum`, `minimum` and `clip`, by `relu` at and below 0, by
  `sqrt` below 0. So the gradient of sqrt(relu(x)) is 0 where x <= 0;
- which slope counts at a tie or kink is said in the docstring of the operation;
- where nothing depends on a root, `sqrt` gives on 0, also at 0, where it is infinitely steep;
- `sign`, `round` and the power 0 have no slope: what is below them gets 0.

A choice before what is steep keeps gradients finite: log(maximum(x, epsilon)). A library may simplify arithmetic before
it computes: for x / x or log(x * x) at 0, or log(exp(x)) far above 0, one gives NaN, another the limit. Those
compositions of two functions where this shows are listed in docs/differences.md.
"""

from __future__ import annotations

import kerasfront.backend.checks.dtypes as dtype_checks
import kerasfront.backend.checks.elementwise as elementwise_checks
from kerasfront.backend.op import composed, op
from kerasfront.backend.types import Tensor, TensorLike

__all__ = [
    "abs", "clip", "cos", "equal", "exp", "greater", "greater_equal", "lesser", "lesser_equal", "log", "maximum",
    "minimum", "not_equal", "pow", "round", "sign", "sin", "sqrt", "square",
    "squared_difference",
]  # fmt: skip

_OPERANDS = elementwise_checks.operands("x", "y")


@op(check=dtype_checks.number)
def square(x: TensorLike) -> Tensor:
    """Squares: x * x."""
    ...


@op(check=dtype_checks.number)
def abs(x: TensorLike) -> Tensor:
    """Absolute values. The gradient at 0 is 0."""
    ...


@op(check=dtype_checks.floating)
def sqrt(x: TensorLike) -> Tensor:
    """Square roots; values below 0 count as 0, and so does the gradient there. Floats.

    The gradient at 0 is infinite, but 0 where nothing depends on the root: that of square(sqrt(x)) is 0 there.
    """
    ...


@op(check=dtype_checks.floating)
def exp(x: TensorLike) -> Tensor:
    """Powers of e. Floats."""
    ...


@op(check=dtype_checks.floating)
def log(x: TensorLike) -> Tensor:
    """Natural logarithms: -inf at 0, NaN below. Floats."""
    ...


@op(check=dtype_checks.floating)
def sin(x: TensorLike) -> Tensor:
    """Sines of angles in radians. Floats."""
    ...


@op(check=dtype_checks.floating)
def cos(x: TensorLike) -> Tensor:
    """Cosines of angles in radians. Floats."""
    ...


@op(check=dtype_checks.number)
def round(x: TensorLike) -> Tensor:
    """The nearest whole numbers, halves to the even one. The gradient is 0."""
    ...


@op(check=dtype_checks.number)
def sign(x: TensorLike) -> Tensor:
    """-1, 0 or 1. The gradient is 0."""
    ...


@op(check=elementwise_checks.operands("x", "a"))
def pow(x: TensorLike, a: TensorLike) -> Tensor:
    """`x` to the power `a`, a number or a tensor. A fraction as power of integers gives floats.

    The gradient of the power 0 is 0, also at 0.
    """
    ...


@op(check=_OPERANDS)
def equal(x: TensorLike, y: TensorLike) -> Tensor:
    """Whether x == y, as 'bool'."""
    ...


@op(check=_OPERANDS)
def not_equal(x: TensorLike, y: TensorLike) -> Tensor:
    """Whether x != y, as 'bool'."""
    ...


@op(check=_OPERANDS)
def greater(x: TensorLike, y: TensorLike) -> Tensor:
    """Whether x > y, as 'bool'."""
    ...


@op(check=_OPERANDS)
def greater_equal(x: TensorLike, y: TensorLike) -> Tensor:
    """Whether x >= y, as 'bool'."""
    ...


@op(check=_OPERANDS)
def lesser(x: TensorLike, y: TensorLike) -> Tensor:
    """Whether x < y, as 'bool'."""
    ...


@op(check=_OPERANDS)
def lesser_equal(x: TensorLike, y: TensorLike) -> Tensor:
    """Whether x <= y, as 'bool'."""
    ...


@op(check=elementwise_checks.either("x", "y"))
def maximum(x: TensorLike, y: TensorLike) -> Tensor:
    """The larger of two; NaN if one of them is. Where they are equal, the gradient goes to `x`."""
    ...


@op(check=elementwise_checks.either("x", "y"))
def minimum(x: TensorLike, y: TensorLike) -> Tensor:
    """The smaller of two; NaN if one of them is. Where they are equal, the gradient goes to `x`."""
    ...


@composed(check=_OPERANDS)
def squared_difference(x: TensorLike, y: TensorLike) -> Tensor:
    """(x - y)**2."""
    return square(x - y)  # type: ignore[operator]


@composed(check=elementwise_checks.bounds)
def clip(x: Tensor, min_value: float | None, max_value: float | None) -> Tensor:
    """`x`, kept within bounds; NaN stays NaN. The gradient is 1 within and on the bounds, 0 outside.

    min_value, max_value: numbers, or None for no bound. A max_value below min_value counts as min_value.
    """
    raised = x if min_value is None else maximum(x, min_value)
    return raised if max_value is None else minimum(raised, max_value)
