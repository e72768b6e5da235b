"""Variables, placeholders and what is known of a tensor before data comes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

import kerasfront.backend.checks.common as checks
from kerasfront.backend.op import composed, op
from kerasfront.backend.types import Dtype, Shape, Tensor, TensorLike, Update

__all__ = [
    "cast", "count_params", "dtype", "eval", "eye", "get_variable_shape", "int_shape", "is_keras_tensor", "is_sparse",
    "is_tensor", "is_variable", "moving_average_update", "ndim", "ones", "ones_like", "placeholder",
    "random_normal_variable", "random_uniform_variable", "shape", "to_dense", "update", "update_add", "update_sub",
    "variable", "variable_name", "zeros", "zeros_like",
]  # fmt: skip


@op(check=checks.dtype)
def variable(value: Any, dtype: Dtype | None = None, name: str | None = None) -> Tensor:
    """A tensor that keeps its value between calls, of fixed shape.

    value: array, number, or a SciPy sparse matrix (then the variable is sparse). dtype: default `floatx()`; a class
    such as `int` stands for what NumPy makes of it, here as everywhere.
    """
    ...


@op(check=checks.placeholder)
def placeholder(
    shape: Shape | None = None,
    ndim: int | None = None,
    dtype: Dtype | None = None,
    sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """An input, to be fed when a `function` is called.

    shape: None where a size is unknown; or only ndim, then all sizes are unknown. Axes of size 1 broadcast.
    """
    ...


@op
def is_tensor(x: Any) -> bool:
    """Whether `x` is a symbolic tensor (or variable) of this backend."""
    ...


@op
def is_variable(x: Any) -> bool:
    """Whether `x` is a variable of this backend."""
    ...


@composed
def is_keras_tensor(x: Any) -> bool:
    """Whether `x` came out of a layer, so that a model can be made of it."""
    return getattr(x, "_keras_history", None) is not None


@op
def variable_name(x: Tensor) -> str:
    """The name of a variable as the backend writes it; weight files carry it."""
    ...


@op
def is_sparse(tensor: Tensor) -> bool:
    """Whether `tensor` is sparse."""
    ...


@op
def to_dense(tensor: Tensor) -> Tensor:
    """A sparse tensor as a dense one; a dense one as it is."""
    ...


@op
def shape(x: Tensor) -> Tensor:
    """The shape that `x` has when data comes: an integer vector."""
    ...


@op
def int_shape(x: Tensor) -> Shape:
    """The shape of `x` as far as it is known now: integers, None where unknown. Equal on all backends."""
    ...


@composed
def get_variable_shape(x: Tensor) -> tuple[int, ...]:
    """The shape of a variable."""
    return int_shape(x)  # type: ignore[return-value]


@composed
def ndim(x: Tensor) -> int:
    """Number of axes of `x`."""
    return len(int_shape(x))


@op
def dtype(x: Tensor) -> Dtype:
    """Type of the elements of `x`, as NumPy names it."""
    ...


@composed
def count_params(x: Tensor) -> int:
    """Number of elements of a variable."""
    return math.prod(get_variable_shape(x))


@op
def eval(x: Tensor) -> np.ndarray:
    """The value of a tensor that depends on no placeholder."""
    ...


@composed
def zeros(shape: Sequence[int], dtype: Dtype | None = None, name: str | None = None) -> Tensor:
    """A variable of zeros."""
    return variable(np.zeros(shape), dtype, name)


@composed
def ones(shape: Sequence[int], dtype: Dtype | None = None, name: str | None = None) -> Tensor:
    """A variable of ones."""
    return variable(np.ones(shape), dtype, name)


@composed
def eye(size: int, dtype: Dtype | None = None, name: str | None = None) -> Tensor:
    """A variable: the identity matrix of shape (size, size)."""
    return variable(np.eye(size), dtype, name)


@op(check=checks.like)
def zeros_like(x: Tensor, dtype: Dtype | None = None, name: str | None = None) -> Tensor:
    """Zeros of the shape of `x`; dtype: default that of `x`."""
    ...


@op(check=checks.like)
def ones_like(x: Tensor, dtype: Dtype | None = None, name: str | None = None) -> Tensor:
    """Ones of the shape of `x`; dtype: default that of `x`."""
    ...


@composed
def random_uniform_variable(
    shape: Sequence[int],
    low: float,
    high: float,
    dtype: Dtype | None = None,
    name: str | None = None,
    seed: int | None = None,
) -> Tensor:
    """A variable with values drawn once, by NumPy, uniformly from [low, high)."""
    generator = np.random if seed is None else np.random.RandomState(seed)
    return variable(generator.uniform(low, high, tuple(shape)), dtype, name)


@composed
def random_normal_variable(
    shape: Sequence[int],
    mean: float,
    scale: float,
    dtype: Dtype | None = None,
    name: str | None = None,
    seed: int | None = None,
) -> Tensor:
    """A variable with values drawn once, by NumPy, from a normal distribution; scale: its standard deviation."""
    generator = np.random if seed is None else np.random.RandomState(seed)
    return variable(generator.normal(mean, scale, tuple(shape)), dtype, name)


@op(check=checks.dtype)
def cast(x: TensorLike, dtype: Dtype) -> Tensor:
    """`x` with elements of another type; floats are cut towards zero when they become integers."""
    ...


@composed
def update(x: Tensor, new_x: TensorLike) -> Update:
    """For the updates of a `function`: variable `x` becomes `new_x`.

    All outputs and new values of a call are computed from the old values before any variable changes.
    """
    return x, new_x


@composed
def update_add(x: Tensor, increment: TensorLike) -> Update:
    """For the updates of a `function`: `x` grows by `increment`."""
    return x, x + increment


@composed
def update_sub(x: Tensor, decrement: TensorLike) -> Update:
    """For the updates of a `function`: `x` shrinks by `decrement`."""
    return x, x - decrement


@composed
def moving_average_update(variable: Tensor, value: Tensor, momentum: float) -> Update:
    """For the updates of a `function`: variable * momentum + value * (1 - momentum)."""
    return variable, variable * momentum + value * (1.0 - momentum)
