"""Static shapes held against each other, as far as they are known."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront.backend.types import Shape
from kerasfront.backend.variables import int_shape, is_tensor
from kerasfront.errors import ArgumentError


def of(value: Any) -> Shape:
    """The shape of a tensor, a number or an array."""
    return int_shape(value) if is_tensor(value) else np.shape(value)  # type: ignore[arg-type]


def may_agree(first: Shape, second: Shape) -> bool:
    """Whether two tensors of these shapes can have the same shape when data comes."""
    return len(first) == len(second) and all(None in (a, b) or a == b for a, b in zip(first, second))


def broadcast(arguments: dict[str, Any], *names: str) -> None:
    """Refuse operands that NumPy's broadcasting cannot bring to one shape."""
    shapes = [of(arguments[name]) for name in names]
    rank = max(map(len, shapes))
    for axis in range(-rank, 0):
        sizes = {shape[axis] for shape in shapes if len(shape) >= -axis} - {1, None}
        if len(sizes) > 1:
            given = ", ".join(f"{name} {shape}" for name, shape in zip(names, shapes))
            raise ArgumentError(
                f"The shapes of the operands do not fit each other: {given}. Counted from the last axis, sizes must be "
                "equal or 1."
            )
