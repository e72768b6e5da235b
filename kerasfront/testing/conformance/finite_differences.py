"""First- and second-order gradients of NumPy functions, by central differences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

STEP = 1e-5
"""Errors of order STEP ** 2 from the third-order term, 1e-16 / STEP from rounding."""

SECOND_STEP = 2e-4
"""Step for second-order gradients, where errors from rounding are of order 1e-16 / SECOND_STEP ** 2."""

Function = Callable[..., Sequence[Any]]


def weights(like: np.ndarray, start: float = 1.0) -> np.ndarray:
    """Fixed numbers of (-1, 1) in the shape of an array, and in its dtype if it holds floats."""
    dtype = like.dtype if like.dtype.kind == "f" else "float64"
    return np.cos(start + np.arange(like.size, dtype="float64")).reshape(like.shape).astype(dtype)


def directions(like: np.ndarray) -> np.ndarray:
    """Other fixed numbers: the direction in which second-order gradients are taken."""
    return weights(like, 2.0)


def loss(outputs: Sequence[Any], answers: Sequence[np.ndarray], total: Callable[[Any], Any]) -> Any:
    """One number of all outputs, arrays or tensors, that shows the first and second gradient of every element.

    It is not linear in the outputs, so that the gradients of an operation are differentiated as well, even if they do
    not depend on its inputs.
    """
    parts = [total(o * (1 + 0.5 * o) * weights(a)) for o, a in zip(outputs, answers)]
    return sum(parts[1:], parts[0])


def directional(gradients: Sequence[Any], arrays: Sequence[np.ndarray], total: Callable[[Any], Any]) -> Any:
    """The product of the gradients by the arrays with the direction that `second_gradients` takes."""
    parts = [total(gradient * directions(array)) for gradient, array in zip(gradients, arrays)]
    return sum(parts[1:], parts[0])


def gradients(function: Function, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Gradients of the `loss` of ``function(*arrays)`` by each of the float64 arrays."""

    def value(moved: Sequence[np.ndarray]) -> float:
        answers = function(*moved)
        return float(loss(answers, answers, np.sum))

    return list(_differences(value, arrays, STEP))


def second_gradients(function: Function, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Gradients, by each of the float64 arrays, of the `directional` gradient of the `loss`."""

    def value(moved: Sequence[np.ndarray]) -> float:
        above, below = (function(*_shifted(moved, by)) for by in (SECOND_STEP, -SECOND_STEP))
        return float(loss(above, above, np.sum) - loss(below, below, np.sum)) / (2 * SECOND_STEP)

    return list(_differences(value, arrays, SECOND_STEP))


def _shifted(arrays: Sequence[np.ndarray], step: float) -> list[np.ndarray]:
    return [a + step * directions(a) if a.dtype == np.float64 else a for a in arrays]


def _differences(
    value: Callable[[Sequence[np.ndarray]], float], arrays: Sequence[np.ndarray], step: float
) -> Iterator[np.ndarray]:
    """Difference quotients of `value` by each of the float64 arrays, of which one element is moved at a time."""
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
