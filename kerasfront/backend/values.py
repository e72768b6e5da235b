"""Numbers in and out of variables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import kerasfront.backend.checks.values as values_checks
from kerasfront.backend.op import composed, op
from kerasfront.backend.types import Tensor

__all__ = ["batch_get_value", "batch_set_value", "get_value", "print_tensor", "set_value"]


@composed
def get_value(x: Tensor) -> np.ndarray:
    """The value of a variable, as a copy; that of another tensor, which `eval` computes."""
    return batch_get_value([x])[0]


@op(check=values_checks.taken)
def batch_get_value(xs: Tensor | Sequence[Tensor]) -> list[np.ndarray]:
    """The values of several variables, as copies, in one go; of other tensors, what `eval` gives.

    One tensor in the place of the list gives one array.
    """
    ...


@composed
def set_value(x: Tensor, value: Any) -> None:
    """Set the value of a variable.

    value: of the shape of `x`; cast to its dtype.
    Raises ArgumentError if the shape differs.
    """
    batch_set_value([(x, value)])


@op(check=values_checks.given)
def batch_set_value(tuples: Sequence[tuple[Tensor, Any]]) -> None:
    """Set the values of several variables, given as pairs (variable, value), in one go; all or none."""
    ...


@op
def print_tensor(x: Tensor, message: str = "") -> Tensor:
    """`x` itself; its value is printed, after `message`, whenever it is computed."""
    ...
