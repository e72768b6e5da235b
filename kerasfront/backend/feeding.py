"""What adapters check of the arrays that users hand over, worded once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kerasfront.backend.types import Dtype, Shape
from kerasfront.errors import ArgumentError


@dataclass(frozen=True)
class Slot:
    """A place that takes an array: an input of a function, or a variable."""

    name: str
    shape: Shape
    dtype: Dtype

    def array(self, value: Any) -> np.ndarray:
        """`value` as an array of this type.

        Raises
        ------
        ArgumentError
            If its shape does not fit.
        """
        array = np.asarray(value, dtype=self.dtype)
        if array.ndim != len(self.shape) or any(
            size is not None and size != given for size, given in zip(self.shape, array.shape)
        ):
            raise ArgumentError(f"{self.name} has shape {self.shape}, the value given has shape {array.shape}.")
        return array


def check_count(inputs: Sequence[Any], values: Sequence[Any]) -> None:
    """Refuse too many or too few arrays for a function."""
    if len(values) != len(inputs):
        raise ArgumentError(f"The function has {len(inputs)} inputs, {len(values)} arrays were given.")
