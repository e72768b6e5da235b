"""Data as Keras 0.3 wanted them."""

from __future__ import annotations

from typing import Any

import numpy as np


def standardize_X(X: Any) -> list[Any]:
    """A list of arrays as it is, an array as the only one in a list."""
    return X if isinstance(X, list) else [X]


def standardize_y(y: Any) -> np.ndarray:
    """An array of at least two axes: (samples,) becomes (samples, 1)."""
    array = np.asarray(y)
    return array[:, np.newaxis] if array.ndim == 1 else array
