"""Checks for NaN and infinity in inputs, targets and sample weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront.engine.training.scanning import at, parts, told
from kerasfront.errors import ArgumentError


def check_finite(arrays: Sequence[Any], names: Sequence[str]) -> None:
    """Reject arrays with values that are not finite.

    Raises
    ------
    ArgumentError
        Naming array, value and sample.
    """
    fault = not_finite(arrays, names)
    if fault:
        raise ArgumentError(f"{fault}. Clean the data, or train without check_finite.")


def not_finite(arrays: Sequence[Any], names: Sequence[str]) -> str | None:
    """Describe the first array with values that are not finite, and the sample; None if all are finite."""
    for array, name in zip(arrays, names):
        for start, part in parts(array):
            if part.dtype.kind == "f" and not np.isfinite(part).all():
                faults = np.argwhere(~np.isfinite(part))
                faults[:, 0] += start
                return f"{name} is not finite: {told(at(array, faults[0]), faults[:1])}"
    return None
