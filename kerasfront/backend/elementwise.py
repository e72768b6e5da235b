"""Functions of each element, with NumPy's broadcasting where there are two operands.

Unless said otherwise, results have the shape and type of `x`, or of both operands broadcast. `promotion` has the
rules for operands of different types, and for bools and narrow integers. Operands are tensors, numbers or arrays; if
their known shapes do not broadcast, that is an ArgumentError.

Gradients at ties and kinks, first and second, follow one rule on every backend, in any composition: an operation
multiplies what comes from above by its own gradient, as floats are multiplied, so that 0 times infinity is NaN. But

- what is not chosen gets 0, whatever comes from above: by `maximum`, `minimum` and `clip`, by `relu` at and below 0, by
  `sqrt` below 0. So the gradient of sqrt(relu(x)) is 0 where x <= 0;
- which gradient counts at a tie or kink is said in the docstring of the operation;
- where nothing depends on a root, `sqrt` gives on 0, also at 0, where it is infinitely steep;
- `sign`, `round` and the power 0 pass no gradient on: what is below them gets 0.

A choice before what is steep keeps gradients finite: log(maximum(x, epsilon)). A library may simplify arithmetic before
it computes: for x / x or log(x * x) at 0, or log(exp(x)) far above 0, one gives NaN, another the limit. Those
compositions of two functions where this shows are listed in docs/differences.md.

For adapters: operands have one type, and are tensors or, where the user gave numbers or arrays, NumPy's arrays of that
type (for `maximum` and `minimum`, two integers of Python may come alone). Functions that give fractions receive floats.
The operators of tensors follow the same rule of types, which `kerasfront.backend.promotion` has for adapters whose
tensors are classes of their own.
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


@composed(check=dtype_checks.number)
def square(x: TensorLike) -> Tensor:
    """Square each element.

    Parameters
    ----------
    x : tensor, array or number
        Any shape and dtype.

    Returns
    -------
    tensor
        ``x * x``, of the shape and dtype of `x`.

    Examples
    --------
    >>> print(K.eval(K.square(K.variable([-2., 3.]))))
    [4. 9.]
    """
    return x * x  # type: ignore[operator]


@op(check=dtype_checks.number)
def abs(x: TensorLike) -> Tensor:
    """Take the absolute value of each element.

    Parameters
    ----------
    x : tensor, array or number
        Any shape and dtype.

    Returns
    -------
    tensor
        Shape and dtype of `x`. The gradient at 0 is 0.

    Examples
    --------
    >>> print(K.eval(K.abs(K.variable([-2., 3.]))))
    [2. 3.]
    """
    ...


@op(check=dtype_checks.floating)
def sqrt(x: TensorLike) -> Tensor:
    """Take the square root of each element; negative elements count as 0.

    Parameters
    ----------
    x : tensor, array or number
        Any shape. Integers and bools are converted to `floatx()`.

    Returns
    -------
    tensor
        Shape of `x`, floats. The gradient is 0 below 0 and infinite at 0, but 0 where nothing depends on the root: that
        of ``square(sqrt(x))`` is 0 there.

    Examples
    --------
    >>> print(K.eval(K.sqrt(K.variable([-1., 0., 9.]))))
    [0. 0. 3.]
    """
    ...


@op(check=dtype_checks.floating)
def exp(x: TensorLike) -> Tensor:
    """Raise e to the power of each element.

    Parameters
    ----------
    x : tensor, array or number
        Any shape. Integers and bools are converted to `floatx()`.

    Returns
    -------
    tensor
        Shape of `x`, floats.

    Examples
    --------
    >>> print(K.eval(K.exp(K.variable([0., 1.]))).round(3))
    [1.    2.718]
    """
    ...


@op(check=dtype_checks.floating)
def log(x: TensorLike) -> Tensor:
    """Take the natural logarithm of each element.

    Parameters
    ----------
    x : tensor, array or number
        Any shape. Integers and bools are converted to `floatx()`.

    Returns
    -------
    tensor
        Shape of `x`, floats: -inf at 0, NaN below.

    Examples
    --------
    >>> print(K.eval(K.log(K.variable([1., 2.]))).round(3))
    [0.    0.693]
    """
    ...


@op(check=dtype_checks.floating)
def sin(x: TensorLike) -> Tensor:
    """Take the sine of each element.

    Parameters
    ----------
    x : tensor, array or number
        Angles in radians, any shape. Integers and bools are converted to `floatx()`.

    Returns
    -------
    tensor
        Shape of `x`, floats.

    Examples
    --------
    >>> print(K.eval(K.sin(K.variable([0., 1.]))).round(3))
    [0.    0.841]
    """
    ...


@op(check=dtype_checks.floating)
def cos(x: TensorLike) -> Tensor:
    """Take the cosine of each element.

    Parameters
    ----------
    x : tensor, array or number
        Angles in radians, any shape. Integers and bools are converted to `floatx()`.

    Returns
    -------
    tensor
        Shape of `x`, floats.

    Examples
    --------
    >>> print(K.eval(K.cos(K.variable([0., 1.]))).round(3))
    [1.   0.54]
    """
    ...


@op(check=dtype_checks.number)
def round(x: TensorLike) -> Tensor:
    """Round each element to the nearest integer, halves to the even one.

    Parameters
    ----------
    x : tensor, array or number
        Any shape and dtype.

    Returns
    -------
    tensor
        Shape and dtype of `x`. The gradient is 0.

    Examples
    --------
    >>> print(K.eval(K.round(K.variable([0.5, 1.5, 2.6]))))
    [0. 2. 3.]
    """
    ...


@op(check=dtype_checks.number)
def sign(x: TensorLike) -> Tensor:
    """Take the sign of each element: -1, 0 or 1.

    Parameters
    ----------
    x : tensor, array or number
        Any shape and dtype.

    Returns
    -------
    tensor
        Shape and dtype of `x`. The gradient is 0.

    Examples
    --------
    >>> print(K.eval(K.sign(K.variable([-2., 0., 3.]))))
    [-1.  0.  1.]
    """
    ...


@op(check=elementwise_checks.operands("x", "a"))
def pow(x: TensorLike, a: TensorLike) -> Tensor:
    """Raise each element to a power.

    Parameters
    ----------
    x : tensor, array or number
        The bases.
    a : number, tensor or array
        The exponent, broadcast with `x`.

    Returns
    -------
    tensor
        The broadcast shape and the common dtype; a fractional power of integers gives floats. The gradient of the power
        0 is 0, also at 0.

    Raises
    ------
    ArgumentError
        If the shapes do not broadcast.

    Examples
    --------
    >>> print(K.eval(K.pow(K.variable([1., 2., 3.]), 3)))
    [ 1.  8. 27.]
    """
    ...


@op(check=_OPERANDS)
def equal(x: TensorLike, y: TensorLike) -> Tensor:
    """Compare element by element: whether ``x == y``.

    Parameters
    ----------
    x, y : tensor, array or number
        Shapes that broadcast.

    Returns
    -------
    tensor
        The broadcast shape, dtype 'bool'.

    Raises
    ------
    ArgumentError
        If the shapes do not broadcast.

    Examples
    --------
    >>> print(K.eval(K.equal(K.variable([1., 2., 3.]), 2)))
    [False  True False]
    """
    ...


@op(check=_OPERANDS)
def not_equal(x: TensorLike, y: TensorLike) -> Tensor:
    """Compare element by element: whether ``x != y``.

    Parameters
    ----------
    x, y : tensor, array or number
        Shapes that broadcast.

    Returns
    -------
    tensor
        The broadcast shape, dtype 'bool'.

    Raises
    ------
    ArgumentError
        If the shapes do not broadcast.

    Examples
    --------
    >>> print(K.eval(K.not_equal(K.variable([1., 2., 3.]), 2)))
    [ True False  True]
    """
    ...


@op(check=_OPERANDS)
def greater(x: TensorLike, y: TensorLike) -> Tensor:
    """Compare element by element: whether ``x > y``.

    Parameters
    ----------
    x, y : tensor, array or number
        Shapes that broadcast.

    Returns
    -------
    tensor
        The broadcast shape, dtype 'bool'.

    Raises
    ------
    ArgumentError
        If the shapes do not broadcast.

    Examples
    --------
    >>> print(K.eval(K.greater(K.variable([1., 2., 3.]), 2)))
    [False False  True]
    """
    ...


@op(check=_OPERANDS)
def greater_equal(x: TensorLike, y: TensorLike) -> Tensor:
    """Compare element by element: whether ``x >= y``.

    Parameters
    ----------
    x, y : tensor, array or number
        Shapes that broadcast.

    Returns
    -------
    tensor
        The broadcast shape, dtype 'bool'.

    Raises
    ------
    ArgumentError
        If the shapes do not broadcast.

    Examples
    --------
    >>> print(K.eval(K.greater_equal(K.variable([1., 2., 3.]), 2)))
    [False  True  True]
    """
    ...


@op(check=_OPERANDS)
def lesser(x: TensorLike, y: TensorLike) -> Tensor:
    """Compare element by element: whether ``x < y``.

    Parameters
    ----------
    x, y : tensor, array or number
        Shapes that broadcast.

    Returns
    -------
    tensor
        The broadcast shape, dtype 'bool'.

    Raises
    ------
    ArgumentError
        If the shapes do not broadcast.

    Examples
    --------
    >>> print(K.eval(K.lesser(K.variable([1., 2., 3.]), 2)))
    [ True False False]
    """
    ...


@op(check=_OPERANDS)
def lesser_equal(x: TensorLike, y: TensorLike) -> Tensor:
    """Compare element by element: whether ``x <= y``.

    Parameters
    ----------
    x, y : tensor, array or number
        Shapes that broadcast.

    Returns
    -------
    tensor
        The broadcast shape, dtype 'bool'.

    Raises
    ------
    ArgumentError
        If the shapes do not broadcast.

    Examples
    --------
    >>> print(K.eval(K.lesser_equal(K.variable([1., 2., 3.]), 2)))
    [ True  True False]
    """
    ...


@op(check=elementwise_checks.either("x", "y"))
def maximum(x: TensorLike, y: TensorLike) -> Tensor:
    """Take the larger of two, element by element; see `max` for the largest along axes.

    Parameters
    ----------
    x, y : tensor, array or number
        Shapes that broadcast.

    Returns
    -------
    tensor
        The broadcast shape and the common dtype; NaN where either is. Where they are equal, the gradient goes to `x`.

    Raises
    ------
    ArgumentError
        If the shapes do not broadcast.

    Examples
    --------
    >>> print(K.eval(K.maximum(K.variable([1., 5.]), K.variable([3., 4.]))))
    [3. 5.]
    """
    ...


@op(check=elementwise_checks.either("x", "y"))
def minimum(x: TensorLike, y: TensorLike) -> Tensor:
    """Take the smaller of two, element by element; see `min` for the smallest along axes.

    Parameters
    ----------
    x, y : tensor, array or number
        Shapes that broadcast.

    Returns
    -------
    tensor
        The broadcast shape and the common dtype; NaN where either is. Where they are equal, the gradient goes to `x`.

    Raises
    ------
    ArgumentError
        If the shapes do not broadcast.

    Examples
    --------
    >>> print(K.eval(K.minimum(K.variable([1., 5.]), K.variable([3., 4.]))))
    [1. 4.]
    """
    ...


@composed(check=_OPERANDS)
def squared_difference(x: TensorLike, y: TensorLike) -> Tensor:
    """Square the difference of two, element by element.

    Parameters
    ----------
    x, y : tensor, array or number
        Shapes that broadcast.

    Returns
    -------
    tensor
        ``(x - y) ** 2``, of the broadcast shape and the common dtype.

    Raises
    ------
    ArgumentError
        If the shapes do not broadcast.

    Examples
    --------
    >>> print(K.eval(K.squared_difference(K.variable([1., 5.]), K.variable([3., 4.]))))
    [4. 1.]
    """
    return square(x - y)  # type: ignore[operator]


@composed(check=elementwise_checks.bounds)
def clip(x: Tensor, min_value: float | None, max_value: float | None) -> Tensor:
    """Limit each element to an interval.

    Parameters
    ----------
    x : tensor
        Any shape; NaN stays NaN.
    min_value, max_value : number or None
        The bounds; None for no bound. A `max_value` below `min_value` counts as `min_value`.

    Returns
    -------
    tensor
        Shape and dtype of `x`. The gradient is 1 within the bounds and on them, 0 outside.

    Raises
    ------
    ArgumentTypeError
        If a bound is neither a number nor None.

    Examples
    --------
    >>> print(K.eval(K.clip(K.variable([-2., 0.5, 3.]), 0., 1.)))
    [0.  0.5 1. ]
    """
    raised = x if min_value is None else maximum(x, min_value)
    return raised if max_value is None else minimum(raised, max_value)
