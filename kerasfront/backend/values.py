"""Numbers in and out of variables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront.backend.op import composed, op
from kerasfront.backend.types import Tensor

__all__ = ["batch_get_value", "batch_set_value", "get_value", "print_tensor", "set_value"]


@composed
def get_value(x: Tensor) -> np.ndarray:
    """The value of a variable, as a copy."""
    return batch_get_value([x])[0]


@op
def batch_get_value(xs: Sequence[Tensor]) -> list[np.ndarray]:
    """The values of several variables, as copies, in one go."""
    ...


@composed
def set_value(x: Tensor, value: Any) -> None:
    """Set the value of a variable.

    value: of the shape of `x`; cast to its dtype.
    Raises ArgumentError if the shape differs.
    """
    batch_set_value([(x, value)])


@op
def batch_set_value(tuples: Sequence[tuple[Tensor, Any]]) -> None:
    """Set the values of several variables, given as pairs (variable, value), in one go; all or none."""


@op
def print_tensor(x: Tensor, message: str = "") -> Tensor:
    """`x` itself; its value is printed, after `message`, whenever it is computed."""
