"""Iteration over arrays in parts that fit into the cache."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from kerasfront.backend.feeding import dense

PART = 2**16
"""Number of elements of a part."""


def parts(array: Any) -> Iterator[tuple[int, np.ndarray]]:
    """Yield the rows of an array or a store in parts: the number of the first row, and the rows."""
    samples, *rest = array.shape
    rows = max(1, PART // max(1, int(np.prod(rest))))
    for start in range(0, samples, rows):
        yield start, _rows(array, start, start + rows)


def at(array: Any, place: np.ndarray) -> Any:
    """Return the element at a position."""
    sample, *rest = place.tolist()
    return _rows(array, sample, sample + 1)[(0, *rest)]


def told(given: Any, faults: np.ndarray) -> str:
    """Describe the value at the first of several positions in an array."""
    sample, *rest = faults[0].tolist()
    position = f" at [{', '.join(map(str, (sample, *rest)))}]" if any(rest) or len(rest) > 1 else ""
    others = f", and {len(faults) - 1} more such elements" if len(faults) > 1 else ""
    return f"sample {sample} has {given}{position}{others}"


def _rows(array: Any, start: int, stop: int) -> np.ndarray:
    rows = array[start:stop]
    return dense(rows) if hasattr(rows, "toarray") else np.asarray(rows)
