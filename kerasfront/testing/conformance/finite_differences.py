"""Derivatives of NumPy functions by central differences, first and second."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

STEP = 1e-5
"""Errors of order STEP ** 2 from the third derivative, 1e-16 / STEP from rounding."""

SECOND_STEP = 2e-4
"""Of second derivatives, where errors from rounding are of order 1e-16 / SECOND_STEP ** 2."""

Function = Callable[..., Sequence[Any]]


def weights(like: np.ndarray, start: float = 1.0) -> np.ndarray:
    """Fixed numbers of (-1, 1) in the shape of an array, and in its type if that is one of floats."""
    dtype = like.dtype if like.dtype.kind == "f" else "float64"
    return np.cos(start + np.arange(like.size, dtype="float64")).reshape(like.shape).astype(dtype)


def directions(like: np.ndarray) -> np.ndarray:
    """Other ones."""
    return weights(like, 2.0)


def loss(outputs: Sequence[Any], answers: Sequence[np.ndarray], total: Callable[[Any], Any]) -> Any:
    """One number of all outputs, arrays or tensors, in which every element's first and second derivative show.

    It is no linear function of the outputs: so the derivatives of an operation are differentiated, too, even if they
    do not depend on its inputs.
    """
    parts = [total(o * (1 + 0.5 * o) * weights(a)) for o, a in zip(outputs, answers)]
    return sum(parts[1:], parts[0])


def along(slopes: Sequence[Any], arrays: Sequence[np.ndarray], total: Callable[[Any], Any]) -> Any:
    """The derivative in the fixed direction in which `curvatures` looks, of the slopes by each of the arrays."""
    parts = [total(slope * directions(array)) for slope, array in zip(slopes, arrays)]
    return sum(parts[1:], parts[0])


def slopes(function: Function, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Derivatives of the `loss` of ``function(*arrays)``, by each of the float64 arrays."""

    def value(moved: Sequence[np.ndarray]) -> float:
        answers = function(*moved)
        return float(loss(answers, answers, np.sum))

    return list(_slopes(value, arrays, STEP))


def curvatures(function: Function, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Derivatives of the derivative of the `loss` in one fixed direction, by each of the float64 arrays."""

    def value(moved: Sequence[np.ndarray]) -> float:
        above, below = (function(*_shifted(moved, by)) for by in (SECOND_STEP, -SECOND_STEP))
        return float(loss(above, above, np.sum) - loss(below, below, np.sum)) / (2 * SECOND_STEP)

    return list(_slopes(value, arrays, SECOND_STEP))


def _shifted(arrays: Sequence[np.ndarray], step: float) -> list[np.ndarray]:
    return [a + step * directions(a) if a.dtype == np.float64 else a for a in arrays]


def _slopes(
    value: Callable[[Sequence[np.ndarray]], float], arrays: Sequence[np.ndarray], step: float
) -> Iterator[np.ndarray]:
    """Derivatives of `value` by each of the float64 arrays, each of which is moved element by element."""
    moved = [np.array(array) for array in arrays]
    for array in moved:
        if array.dtype == np.float64:
            found = np.empty_like(array)
            for place in np.ndindex(array.shape):
                here = array[place]
                array[place] = here + step
                above = value(moved)
                array[place] = here - step
                found[place] = (above - value(moved)) / (2 * step)
                array[place] = here
            yield found
