"""Conversion of data to the form of Keras 0.3."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront.engine.topology import to_list


def standardize_X(X: Any) -> list[Any]:
    """Return a list of arrays unchanged, and put a single array into a list."""
    return to_list(X)


def standardize_y(y: Any) -> np.ndarray:
    """Return an array of at least two axes: (samples,) becomes (samples, 1)."""
    array = np.asarray(y)
    return array[:, np.newaxis] if array.ndim == 1 else array
