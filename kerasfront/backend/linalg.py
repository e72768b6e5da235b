"""Products of tensors, transposition, and rows by number. Operands of different types meet as `checks.dtypes` says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import kerasfront.backend.checks.linalg as linalg_checks
from kerasfront.backend.op import composed, op
from kerasfront.backend.shaping import expand_dims, permute_dimensions, reshape
from kerasfront.backend.types import Tensor, TensorLike
from kerasfront.backend.variables import int_shape, ndim, shape

__all__ = ["batch_dot", "batch_tensordot", "dot", "gather", "transpose"]


@op(check=linalg_checks.dot)
def dot(x: TensorLike, y: TensorLike) -> Tensor:
    """Contract the last axis of `x` with the second-last of `y` (the only one of a vector), as numpy.dot does.

    x, y: rank >= 1; `x` may be a sparse matrix if `y` is a matrix.
    Returns shape x.shape[:-1] + y.shape[:-2] + y.shape[-1:], dense.
    """
    ...


@op(check=linalg_checks.batch_tensordot)
def batch_tensordot(x: TensorLike, y: TensorLike, axes: Sequence[Sequence[int]]) -> Tensor:
    """For each sample, contract axes of `x` with as many axes of `y`.

    x, y: rank >= 2, axis 0 counts the samples. axes: those of `x` and those of `y`, never axis 0.
    Returns shape (samples,) + the remaining axes of `x` + the remaining axes of `y`.
    """
    ...


@composed(check=linalg_checks.batch_dot)
def batch_dot(x: Tensor, y: Tensor, axes: int | Sequence[int | Sequence[int]] | None = None) -> Tensor:
    """For each sample, contract an axis of `x` with an axis of `y`.

    x, y: rank >= 2, axis 0 counts the samples.
    axes: (axis of x, axis of y), or one integer for both; each may also be a list of axes. Default: the last axis of
    `x` and the second-last of `y` (the last, if `y` has rank 2).
    Returns shape (samples,) + the remaining axes of `x` + the remaining axes of `y`; (samples, 1) where none remain.

    If both have one rank of 4 or more, and axes are integers, they are stacks of matrices, as in classic Keras on
    TensorFlow: all axes but the last two count samples, the others are contracted. Queries and keys of several heads,
    (samples, heads, time, dim), give (samples, heads, time, time) with axes=3. Lists of axes contract what they name.
    """
    if isinstance(axes, tuple) and isinstance(axes[0], int):
        return _of_matrices(x, y, axes)
    product = batch_tensordot(x, y, axes)  # type: ignore[arg-type]  # the check made pairs of tuples of it
    return product if ndim(product) > 1 else expand_dims(product, 1)


def _of_matrices(x: Tensor, y: Tensor, axes: Sequence[Any]) -> Tensor:
    """The product of each matrix in a stack with that of another stack. axes: of the last two, those to contract."""
    rank = ndim(x)
    stacks = [reshape(part, (-1, *_sizes(part)[-2:])) for part in (x, y)]
    product = batch_tensordot(stacks[0], stacks[1], [[axis - rank + 3] for axis in axes])
    rows, columns = (_sizes(part)[2 * rank - 3 - axis] for part, axis in zip((x, y), axes))
    return reshape(product, (*_sizes(x)[:-2], rows, columns))


def _sizes(x: Tensor) -> list[Any]:
    """Of all axes: integers where they are known, else scalars."""
    return [shape(x)[i] if size is None else size for i, size in enumerate(int_shape(x))]


@composed
def transpose(x: Tensor) -> Tensor:
    """All axes in reverse order."""
    return permute_dimensions(x, tuple(reversed(range(ndim(x)))))


@op(check=linalg_checks.gather)
def gather(reference: TensorLike, indices: TensorLike) -> Tensor:
    """Rows of `reference`, by number.

    reference: rank >= 1. indices: whole numbers from 0 to reference.shape[0] - 1, of any shape and type; others, also
    below 0, are an ArgumentError when they are computed.
    Returns shape indices.shape + reference.shape[1:], dtype of `reference`.
    """
    ...
