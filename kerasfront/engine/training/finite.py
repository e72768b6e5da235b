"""Fed values that are no finite numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront.engine.training.scanning import at, parts, told
from kerasfront.errors import ArgumentError


def check_finite(arrays: Sequence[Any], names: Sequence[str]) -> None:
    """Refuse arrays with values that are not finite.

    Raises
    ------
    ArgumentError
        Naming array, value and sample.
    """
    fault = not_finite(arrays, names)
    if fault:
        raise ArgumentError(f"{fault}. Clean the data, or train without check_finite.")


def not_finite(arrays: Sequence[Any], names: Sequence[str]) -> str | None:
    """Which of the arrays is not finite, and in which sample, in words; None if all are."""
    for array, name in zip(arrays, names):
        for start, part in parts(array):
            if part.dtype.kind == "f" and not np.isfinite(part).all():
                faults = np.argwhere(~np.isfinite(part))
                faults[:, 0] += start
                return f"{name} is not finite: {told(at(array, faults[0]), faults[:1])}"
    return None
