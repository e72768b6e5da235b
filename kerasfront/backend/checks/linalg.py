"""Checks of products: the axes that they contract, and the sizes of these."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import kerasfront.backend.checks.arguments as checks
import kerasfront.backend.checks.axes as axis_checks
import kerasfront.backend.checks.dtypes as dtype_checks
from kerasfront.backend.types import Tensor
from kerasfront.backend.variables import cast, dtype, int_shape, is_sparse, ndim, to_dense
from kerasfront.errors import ArgumentError

_common_type = dtype_checks.numbers("x", "y")
Axes = tuple[int, ...]


def dot(arguments: dict[str, Any]) -> None:
    """The last axis of `x` against the second-last of `y`; only `x` may stay sparse."""
    dtype_checks.tensors(arguments, "x", "y")
    _common_type(arguments)
    x, y = arguments["x"], arguments["y"]
    if not ndim(x) or not ndim(y):
        raise ArgumentError(f"dot: x and y need at least one axis each, got shapes {int_shape(x)} and {int_shape(y)}.")
    _same_sizes("dot", x, y, (ndim(x) - 1,), (max(ndim(y) - 2, 0),))
    if is_sparse(y):
        arguments["y"] = to_dense(y)


def batch_dot(arguments: dict[str, Any]) -> None:
    """Make `axes` a pair of integers, if stacks of matrices are to be multiplied, else a pair of tuples."""
    first, second = _pair(arguments)
    x, y = arguments["x"], arguments["y"]
    rank = ndim(x)
    if rank < 4 or rank != ndim(y) or not isinstance(first, int) or not isinstance(second, int):
        batch_tensordot(arguments)
        return
    axes = [_of_matrix(axis, rank, name) for axis, name in ((first, "x"), (second, "y"))]
    _same_sizes("batch_dot", x, y, (*range(rank - 2), axes[0]), (*range(rank - 2), axes[1]))
    arguments["axes"] = tuple(axes)


def batch_tensordot(arguments: dict[str, Any]) -> None:
    """Make `axes` a pair of tuples."""
    first, second = _pair(arguments)
    x, y = arguments["x"], arguments["y"]
    x_axes, y_axes = _contracted(first, ndim(x)), _contracted(second, ndim(y))
    if len(x_axes) != len(y_axes):
        raise ArgumentError(f"batch_dot: axes must name as many axes of x as of y, got {arguments['axes']!r}.")
    _same_sizes("batch_dot", x, y, (0, *x_axes), (0, *y_axes))
    arguments["axes"] = x_axes, y_axes


def gather(arguments: dict[str, Any]) -> None:
    """A reference that has rows; indices become integers of at least 32 bits."""
    dtype_checks.tensors(arguments, "reference", "indices")
    if not ndim(arguments["reference"]):
        raise ArgumentError("gather: reference must have at least one axis, got a scalar.")
    if dtype(arguments["indices"]) not in ("int32", "int64"):
        arguments["indices"] = cast(arguments["indices"], "int32")


def _pair(arguments: dict[str, Any]) -> tuple[Any, Any]:
    """Axes of `x` and of `y`, by default those that products of matrices contract; the operands get one type."""
    dtype_checks.tensors(arguments, "x", "y")
    _common_type(arguments)
    x, y, axes = arguments["x"], arguments["y"], arguments["axes"]
    if ndim(x) < 2 or ndim(y) < 2:
        raise ArgumentError(f"batch_dot: x and y need at least 2 axes each, got {int_shape(x)} and {int_shape(y)}.")
    if axes is None:
        axes = (ndim(x) - 1, max(ndim(y) - 2, 1))
    pair = (axes, axes) if isinstance(axes, int) else checks.elements("axes", axes)
    if len(pair) != 2:
        raise ArgumentError(f"batch_dot: axes must be an integer or a pair (axis of x, axis of y), got {axes!r}.")
    return pair[0], pair[1]


def _of_matrix(axis: int, rank: int, name: str) -> int:
    """The last axis or the second-last one, for which Keras 1.2.2 took every other."""
    (found,) = _contracted(axis, rank)
    if found < rank - 2:
        warnings.warn(
            f"batch_dot: of tensors of rank {rank}, axis {axis} of {name} counts as axis {rank - 2}, as in Keras "
            f"1.2.2. Write that, or lists of axes to contract what they name: axes=([{axis}], ...).",
            stacklevel=5,
        )
    return max(found, rank - 2)


def _contracted(axes: int | Sequence[int], rank: int) -> Axes:
    found = axis_checks.positions((axes,) if isinstance(axes, int) else axes, rank, "axes")
    if 0 in found:
        raise ArgumentError("batch_dot: axis 0 is that of the samples, it cannot be contracted.")
    return found


def _same_sizes(name: str, x: Tensor, y: Tensor, x_axes: Axes, y_axes: Axes) -> None:
    left, right = int_shape(x), int_shape(y)
    for i, j in zip(x_axes, y_axes):
        if None not in (left[i], right[j]) and left[i] != right[j]:
            raise ArgumentError(
                f"{name}: axis {i} of x (shape {left}) and axis {j} of y (shape {right}) must have the same size."
            )
