"""Words that the specification of K is written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeGuard

import numpy as np

if TYPE_CHECKING:
    from typing_extensions import Unpack as Unpack  # in `typing` from Python 3.11 on
else:
    Unpack = tuple

RawTensor: TypeAlias = Any
"""A tensor as an adapter's library has it, with all its attributes; only adapters use them."""


class Tensor(Protocol):
    """A symbolic value of the active backend: a placeholder, a variable or the result of an operation.

    Every backend has these operators, with NumPy's broadcasting, and the operations of K. All else is a matter of one
    backend.
    """

    def __add__(self, other: TensorLike, /) -> Tensor: ...
    def __radd__(self, other: TensorLike, /) -> Tensor: ...
    def __sub__(self, other: TensorLike, /) -> Tensor: ...
    def __rsub__(self, other: TensorLike, /) -> Tensor: ...
    def __mul__(self, other: TensorLike, /) -> Tensor: ...
    def __rmul__(self, other: TensorLike, /) -> Tensor: ...
    def __truediv__(self, other: TensorLike, /) -> Tensor: ...
    def __rtruediv__(self, other: TensorLike, /) -> Tensor: ...
    def __pow__(self, other: TensorLike, /) -> Tensor: ...
    def __rpow__(self, other: TensorLike, /) -> Tensor: ...
    def __neg__(self) -> Tensor: ...
    def __lt__(self, other: TensorLike, /) -> Tensor: ...
    def __le__(self, other: TensorLike, /) -> Tensor: ...
    def __gt__(self, other: TensorLike, /) -> Tensor: ...
    def __ge__(self, other: TensorLike, /) -> Tensor: ...
    def __getitem__(self, place: Any, /) -> Tensor: ...


TensorLike: TypeAlias = Tensor | np.ndarray | np.generic | float
"""A tensor, or an array or number that becomes a constant."""

Shape: TypeAlias = tuple[int | None, ...]
"""A static shape; None where the size is known only when data comes."""

Sizes: TypeAlias = Sequence[int | Tensor | None] | Tensor
"""A shape to give to a tensor: integers, scalars or None for each axis, or a vector such as `K.shape` gives."""

Dtype: TypeAlias = str
"""A NumPy name: 'float32', 'int32', 'uint8', 'bool', ..."""

Axis: TypeAlias = int | Sequence[int] | None
"""One axis, several, or None for all; negative ones count from the end."""

Update: TypeAlias = tuple[Tensor, Any]
"""(variable, its new value): what `K.update` returns and `K.function` carries out."""

StepFunction: TypeAlias = Callable[[Tensor, list[Tensor]], tuple[Tensor, list[Tensor]]]
"""(input at one time, states and constants) -> (output, new states)."""


def is_list(value: Any) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    """Whether `value` is a list or tuple."""
    return isinstance(value, (list, tuple))


def is_mapping(value: Any) -> TypeGuard[Mapping[Any, Any]]:
    """Whether `value` is a mapping. SciPy's sparse matrices that are dicts of their elements count as matrices."""
    mapping: Any = value
    return isinstance(value, Mapping) and not hasattr(mapping, "tocsr")


def is_array(value: Any) -> TypeGuard[np.ndarray]:
    """Whether `value` is an array of NumPy."""
    return isinstance(value, np.ndarray)
