"""Tensors made smaller: sums, extremes, means along axes.

axis: an integer, several in a tuple or list, or None for all; negative ones count from the end, and one that the tensor
does not have is an ArgumentError. keepdims: whether the axes stay, with size 1. Unless said otherwise, results have the
type of `x`; `promotion` has the rules for bools and integers.

For adapters: `x` is a tensor of the type that the operation computes in, for `any` and `all` one of bools; `axis` is a
tuple of different numbers from 0, for `argmax` and `argmin` one such number. Places are 'int32', the first one counts.
"""

from __future__ import annotations

import kerasfront.backend.checks.elementwise as elementwise_checks
import kerasfront.backend.checks.reductions as reductions_checks
import kerasfront.backend.control_flow as control_flow
import kerasfront.backend.elementwise as elementwise
from kerasfront.backend.op import composed, op
from kerasfront.backend.types import Axis, Tensor
from kerasfront.backend.variables import cast, dtype

__all__ = ["all", "any", "argmax", "argmin", "max", "mean", "min", "prod", "std", "sum", "var", "weighted_mean"]


@op(check=reductions_checks.numbers)
def max(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Take the largest element along axes; see `maximum` for the larger of two tensors.

    Parameters
    ----------
    x : tensor
        Any shape and dtype.
    axis : int, sequence of int or None
        The axes to reduce; None for all.
    keepdims : bool
        Whether the reduced axes stay, with size 1.

    Returns
    -------
    tensor
        Dtype of `x`. Equal largest elements share the gradient evenly.

    Raises
    ------
    ArgumentError
        If `x` has no such axis.

    Examples
    --------
    >>> x = K.variable([[1., 4.], [3., 2.]])
    >>> print(K.eval(K.max(x, axis=0)))
    [3. 4.]
    """
    ...


@op(check=reductions_checks.numbers)
def min(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Take the smallest element along axes; see `minimum` for the smaller of two tensors.

    Parameters
    ----------
    x : tensor
        Any shape and dtype.
    axis : int, sequence of int or None
        The axes to reduce; None for all.
    keepdims : bool
        Whether the reduced axes stay, with size 1.

    Returns
    -------
    tensor
        Dtype of `x`. Equal smallest elements share the gradient evenly.

    Raises
    ------
    ArgumentError
        If `x` has no such axis.

    Examples
    --------
    >>> x = K.variable([[1., 4.], [3., 2.]])
    >>> print(K.eval(K.min(x, axis=0)))
    [1. 2.]
    """
    ...


@op(check=reductions_checks.numbers)
def sum(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Add the elements along axes.

    Parameters
    ----------
    x : tensor
        Any shape and dtype.
    axis : int, sequence of int or None
        The axes to reduce; None for all.
    keepdims : bool
        Whether the reduced axes stay, with size 1.

    Returns
    -------
    tensor
        Dtype of `x`; bools and integers narrower than 32 bits give 'int32'. The sum of no elements is 0.

    Raises
    ------
    ArgumentError
        If `x` has no such axis.

    Examples
    --------
    >>> x = K.variable([[1., 4.], [3., 2.]])
    >>> print(K.eval(K.sum(x, axis=1)))
    [5. 5.]
    """
    ...


@op(check=reductions_checks.numbers)
def prod(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Multiply the elements along axes.

    Parameters
    ----------
    x : tensor
        Any shape and dtype.
    axis : int, sequence of int or None
        The axes to reduce; None for all.
    keepdims : bool
        Whether the reduced axes stay, with size 1.

    Returns
    -------
    tensor
        Dtype of `x`; bools and integers narrower than 32 bits give 'int32'. The product of no elements is 1.

    Raises
    ------
    ArgumentError
        If `x` has no such axis.

    Examples
    --------
    >>> x = K.variable([[1., 4.], [3., 2.]])
    >>> print(K.eval(K.prod(x, axis=1)))
    [4. 6.]
    """
    ...


@op(check=reductions_checks.floats)
def mean(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Take the arithmetic mean along axes.

    Parameters
    ----------
    x : tensor
        Any shape. Integers and bools are converted to `floatx()`.
    axis : int, sequence of int or None
        The axes to reduce; None for all.
    keepdims : bool
        Whether the reduced axes stay, with size 1.

    Returns
    -------
    tensor
        Floats.

    Raises
    ------
    ArgumentError
        If `x` has no such axis.

    Examples
    --------
    >>> x = K.variable([[1., 4.], [3., 2.]])
    >>> print(K.eval(K.mean(x, axis=-1, keepdims=True)))
    [[2.5]
     [2.5]]
    """
    ...


@composed(check=reductions_checks.floats)
def var(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Take the variance along axes.

    Parameters
    ----------
    x : tensor
        Any shape. Integers and bools are converted to `floatx()`.
    axis : int, sequence of int or None
        The axes to reduce; None for all.
    keepdims : bool
        Whether the reduced axes stay, with size 1.

    Returns
    -------
    tensor
        The mean square of the distances from the mean (divided by n, not n - 1), floats.

    Raises
    ------
    ArgumentError
        If `x` has no such axis.

    Examples
    --------
    >>> x = K.variable([[1., 4.], [3., 2.]])
    >>> print(K.eval(K.var(x, axis=0)))
    [1. 1.]
    """
    return mean(elementwise.square(x - mean(x, axis, keepdims=True)), axis, keepdims)


@composed(check=reductions_checks.floats)
def std(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Take the standard deviation along axes.

    Parameters
    ----------
    x : tensor
        Any shape. Integers and bools are converted to `floatx()`.
    axis : int, sequence of int or None
        The axes to reduce; None for all.
    keepdims : bool
        Whether the reduced axes stay, with size 1.

    Returns
    -------
    tensor
        The square root of `var`, floats.

    Raises
    ------
    ArgumentError
        If `x` has no such axis.

    Examples
    --------
    >>> x = K.variable([[1., 4.], [5., 2.]])
    >>> print(K.eval(K.std(x, axis=0)))
    [2. 1.]
    """
    return elementwise.sqrt(var(x, axis, keepdims))


@composed(check=elementwise_checks.floats("x", "weights"))
def weighted_mean(x: Tensor, weights: Tensor) -> Tensor:
    """Average the losses of samples by their weights, as the loss of a batch.

    Parameters
    ----------
    x : tensor, array or number
        The losses. Where the weight is 0 they may be anything, also NaN.
    weights : tensor, array or number
        Broadcast with `x`.

    Returns
    -------
    tensor
        A scalar, floats: the mean of ``x * weights`` over all elements, divided by the share of the weights that are
        not 0. If all weights are 0, the result and its gradients are 0.

    Raises
    ------
    ArgumentError
        If the shapes do not broadcast.

    Examples
    --------
    >>> losses, weights = K.variable([1., 2., 3.]), K.variable([1., 1., 0.])
    >>> print(K.eval(K.weighted_mean(losses, weights)).round(3))
    1.5
    """
    counts = elementwise.not_equal(weights, 0)
    weighted = control_flow.where(counts, x * weights, 0.0)
    share = mean(cast(counts, dtype(weighted)))
    return mean(weighted) / (share + cast(elementwise.equal(share, 0), dtype(weighted)))


@op(check=reductions_checks.truths)
def any(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Find out whether any element along axes is true.

    Parameters
    ----------
    x : tensor
        Any shape and dtype; everything but 0 is true.
    axis : int, sequence of int or None
        The axes to reduce; None for all.
    keepdims : bool
        Whether the reduced axes stay, with size 1.

    Returns
    -------
    tensor
        Dtype 'bool'; False over no elements.

    Raises
    ------
    ArgumentError
        If `x` has no such axis.

    Examples
    --------
    >>> x = K.variable([[1., 0.], [0., 0.]])
    >>> print(K.eval(K.any(x, axis=1)))
    [ True False]
    """
    ...


@op(check=reductions_checks.truths)
def all(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Find out whether all elements along axes are true.

    Parameters
    ----------
    x : tensor
        Any shape and dtype; everything but 0 is true.
    axis : int, sequence of int or None
        The axes to reduce; None for all.
    keepdims : bool
        Whether the reduced axes stay, with size 1.

    Returns
    -------
    tensor
        Dtype 'bool'; True over no elements.

    Raises
    ------
    ArgumentError
        If `x` has no such axis.

    Examples
    --------
    >>> x = K.variable([[1., 1.], [1., 0.]])
    >>> print(K.eval(K.all(x, axis=1)))
    [ True False]
    """
    ...


@op(check=reductions_checks.positions)
def argmax(x: Tensor, axis: int = -1) -> Tensor:
    """Find the index of the largest element along an axis.

    Parameters
    ----------
    x : tensor
        Rank >= 1, any dtype.
    axis : int
        The axis to reduce.

    Returns
    -------
    tensor
        Shape of `x` without the axis, dtype 'int64'; the first index if several elements are the largest.

    Raises
    ------
    ArgumentError
        If `x` has no such axis.

    Examples
    --------
    >>> print(K.eval(K.argmax(K.variable([[1., 4.], [3., 2.]]))))
    [1 0]
    """
    ...


@op(check=reductions_checks.positions)
def argmin(x: Tensor, axis: int = -1) -> Tensor:
    """Find the index of the smallest element along an axis.

    Parameters
    ----------
    x : tensor
        Rank >= 1, any dtype.
    axis : int
        The axis to reduce.

    Returns
    -------
    tensor
        Shape of `x` without the axis, dtype 'int64'; the first index if several elements are the smallest.

    Raises
    ------
    ArgumentError
        If `x` has no such axis.

    Examples
    --------
    >>> print(K.eval(K.argmin(K.variable([[1., 4.], [3., 2.]]))))
    [0 1]
    """
    ...
