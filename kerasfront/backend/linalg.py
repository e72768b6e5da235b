"""Products of tensors, transposition, and rows by number. Operands of different types meet as `promotion` says.

For adapters: operands are tensors of one type, of which `x` of `dot` may be sparse. The `axes` of `batch_tensordot` are
a pair of tuples of numbers from 1: it is all that `batch_dot` needs. Indices are 'int32' or 'int64'; one out of range,
also one below 0, makes the function fail with what `kerasfront.backend.feeding.refuse_index` raises.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import kerasfront.backend.checks.linalg as linalg_checks
from kerasfront.backend.op import composed, op
from kerasfront.backend.shaping import expand_dims, permute_dimensions, reshape, sizes_of
from kerasfront.backend.types import Tensor, TensorLike
from kerasfront.backend.variables import ndim

__all__ = ["batch_dot", "batch_tensordot", "dot", "gather", "transpose"]


@op(check=linalg_checks.dot)
def dot(x: TensorLike, y: TensorLike) -> Tensor:
    """Contract the last axis of `x` with the second-last of `y` (the only one of a vector), as `numpy.dot` does.

    Parameters
    ----------
    x : tensor or array
        Rank >= 1; or a sparse matrix, if `y` is a matrix.
    y : tensor or array
        Rank >= 1, with ``y.shape[-2] == x.shape[-1]``.

    Returns
    -------
    tensor
        Shape ``x.shape[:-1] + y.shape[:-2] + y.shape[-1:]``, dense, of the common dtype.

    Raises
    ------
    ArgumentError
        If an operand is a scalar or the contracted axes differ in size.

    Examples
    --------
    >>> print(K.eval(K.dot(K.variable([[1., 2.]]), K.variable([[3.], [4.]]))))
    [[11.]]
    """
    ...


@op(check=linalg_checks.batch_tensordot)
def batch_tensordot(x: TensorLike, y: TensorLike, axes: Sequence[Sequence[int]]) -> Tensor:
    """Contract, for each sample, axes of `x` with as many axes of `y`.

    Parameters
    ----------
    x, y : tensor or array
        Rank >= 2; axis 0 counts the samples.
    axes : pair of sequences of int
        The axes of `x` and those of `y`, never axis 0.

    Returns
    -------
    tensor
        Shape (samples,) + the remaining axes of `x` + the remaining axes of `y`.

    Raises
    ------
    ArgumentError
        If the axes are not as many, differ in size, or include axis 0.

    Examples
    --------
    >>> x, y = K.variable(np.ones((2, 3, 4))), K.variable(np.ones((2, 4, 3)))
    >>> print(K.eval(K.batch_tensordot(x, y, ([1, 2], [2, 1]))))
    [12. 12.]
    """
    ...


@composed(check=linalg_checks.batch_dot)
def batch_dot(x: Tensor, y: Tensor, axes: int | Sequence[int | Sequence[int]] | None = None) -> Tensor:
    """Contract, for each sample, an axis of `x` with an axis of `y`.

    Parameters
    ----------
    x, y : tensor or array
        Rank >= 2; axis 0 counts the samples.
    axes : int, pair of int or pair of sequences of int, optional
        (axis of x, axis of y), or one integer for both; each may also be a list of axes. Default: the last axis of `x`
        and the second-last of `y` (the last if `y` has rank 2).

    Returns
    -------
    tensor
        Shape (samples,) + the remaining axes of `x` + the remaining axes of `y`; (samples, 1) where none remain.

    Raises
    ------
    ArgumentError
        If the axes are not as many, differ in size, or include axis 0.

    Notes
    -----
    If both have the same rank of 4 or more and `axes` are integers, they are stacks of matrices, as in classic Keras on
    TensorFlow: all axes but the last two count samples, the others are contracted. Queries and keys of several heads,
    (samples, heads, time, dim), give (samples, heads, time, time) with ``axes=3``. Lists of axes contract what they
    name.

    Examples
    --------
    >>> x, y = K.variable([[1., 2.], [3., 4.]]), K.variable([[1., 1.], [2., 2.]])
    >>> print(K.eval(K.batch_dot(x, y, axes=1)))
    [[ 3.]
     [14.]]
    """
    if isinstance(axes, tuple) and isinstance(axes[0], int):
        return _of_matrices(x, y, axes)
    product = batch_tensordot(x, y, axes)  # type: ignore[arg-type]  # the check made pairs of tuples of it
    return product if ndim(product) > 1 else expand_dims(product, 1)


def _of_matrices(x: Tensor, y: Tensor, axes: Sequence[Any]) -> Tensor:
    """The product of each matrix in a stack with that of another stack. axes: of the last two, those to contract."""
    rank = ndim(x)
    stacks = [reshape(part, (-1, *sizes_of(part)[-2:])) for part in (x, y)]
    product = batch_tensordot(stacks[0], stacks[1], [[axis - rank + 3] for axis in axes])
    rows, columns = (sizes_of(part)[2 * rank - 3 - axis] for part, axis in zip((x, y), axes))
    samples = [m if isinstance(m, int) else n for m, n in zip(sizes_of(x)[:-2], sizes_of(y))]
    return reshape(product, (*samples, rows, columns))


@composed
def transpose(x: Tensor) -> Tensor:
    """Reverse the order of all axes.

    Parameters
    ----------
    x : tensor
        Any rank.

    Returns
    -------
    tensor
        Shape ``x.shape[::-1]``, dtype of `x`.

    Examples
    --------
    >>> print(K.eval(K.transpose(K.variable([[1., 2.], [3., 4.]]))))
    [[1. 3.]
     [2. 4.]]
    """
    return permute_dimensions(x, tuple(reversed(range(ndim(x)))))


@op(check=linalg_checks.gather)
def gather(reference: TensorLike, indices: TensorLike) -> Tensor:
    """Look up rows by index.

    Parameters
    ----------
    reference : tensor or array
        Rank >= 1; the rows lie along axis 0.
    indices : tensor or array of int
        From 0 to ``reference.shape[0] - 1``, any shape and dtype.

    Returns
    -------
    tensor
        Shape ``indices.shape + reference.shape[1:]``, dtype of `reference`.

    Raises
    ------
    ArgumentError
        If `reference` is a scalar; when the rows are computed, if an index is out of range or negative.

    Examples
    --------
    >>> rows = K.variable([[1., 2.], [3., 4.]])
    >>> print(K.eval(K.gather(rows, K.variable([1, 0, 1], dtype="int32"))))
    [[3. 4.]
     [1. 2.]
     [3. 4.]]
    """
    ...
