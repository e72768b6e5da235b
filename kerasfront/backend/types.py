"""Words that the specification of K is written in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

Tensor: TypeAlias = Any
"""A symbolic value of the active backend: a placeholder, a variable or the result of an operation.

Only what K offers and the arithmetic operators (+ - * / ** unary minus, comparison, indexing by integers and slices)
may be used on it; everything else is a matter of one backend.
"""

Shape: TypeAlias = tuple[int | None, ...]
"""A static shape; None where the size is known only when data comes."""

Dtype: TypeAlias = str
"""A NumPy name: 'float32', 'int32', 'uint8', 'bool', ..."""

Axis: TypeAlias = int | Sequence[int] | None
"""One axis, several, or None for all; negative ones count from the end."""

Update: TypeAlias = tuple[Tensor, Tensor]
"""(variable, its new value): what `K.update` returns and `K.function` carries out."""

StepFunction: TypeAlias = Callable[[Tensor, list[Tensor]], tuple[Tensor, list[Tensor]]]
"""(input at one time, states and constants) -> (output, new states)."""
