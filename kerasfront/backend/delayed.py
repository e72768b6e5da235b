"""Initial values that are expensive, for variables that may be given others before anybody looks at them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kerasfront.backend.types import Dtype, Shape


class DelayedArray:
    """An array that is computed when its elements are needed first, and then kept.

    A variable made of one need not compute it before its value is read. Where a backend has no way to wait, NumPy's
    functions compute it like any other array's.

    Parameters
    ----------
    shape : tuple of int
    compute : callable
        Returns the array.
    dtype : str
        Type of the elements.
    """

    def __init__(self, shape: Shape, compute: Callable[[], np.ndarray], dtype: Dtype = "float64") -> None:
        self.shape = tuple(shape)
        self.dtype = np.dtype(dtype)
        self._compute: Callable[[], np.ndarray] | None = compute
        self._array: Any = None

    def astype(self, dtype: Dtype) -> DelayedArray:
        """The same elements as another type, as late."""
        return DelayedArray(self.shape, lambda: np.asarray(self), dtype)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if self._compute is not None:
            self._array = np.asarray(self._compute(), self.dtype)
            self._compute = None
        return np.array(self._array, dtype, copy=copy is True)


def initial_value(value: Any, dtype: Dtype | None) -> np.ndarray | DelayedArray:
    """The value of a new variable: an array of its own, or one that is still to be computed."""
    if isinstance(value, DelayedArray):
        return value if dtype is None else value.astype(dtype)
    return np.array(value, dtype=dtype)
