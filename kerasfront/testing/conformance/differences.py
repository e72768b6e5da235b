"""Derivatives of NumPy functions by central differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

STEP = 1e-5
"""Errors of order STEP ** 2 from the third derivative, 1e-16 / STEP from rounding."""


def weights(answer: np.ndarray) -> np.ndarray:
    """Fixed weights that make one number of a tensor, so that every element's derivative shows."""
    return np.cos(1.0 + np.arange(answer.size, dtype="float64")).reshape(answer.shape)


def slopes(function: Callable[..., list[np.ndarray]], arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Derivatives of the weighted sum of all elements of ``function(*arrays)``, by each of the float64 arrays."""
    moved = [np.array(array) for array in arrays]

    def total() -> float:
        return float(sum((answer * weights(answer)).sum() for answer in function(*moved)))

    return [_slope(total, array) for array in moved if array.dtype == np.float64]


def _slope(total: Callable[[], float], array: np.ndarray) -> np.ndarray:
    """`total` reads `array`, which is moved a little and back, element by element."""
    found = np.empty_like(array)
    for place in np.ndindex(array.shape):
        value = array[place]
        array[place] = value + STEP
        above = total()
        array[place] = value - STEP
        found[place] = (above - total()) / (2 * STEP)
        array[place] = value
    return found
