"""Sparse matrices as data for dense inputs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import numpy as np

from kerasfront.backend.feeding import dense


class DenseRows:
    """A SciPy matrix whose rows become dense arrays when they are read.

    Parameters
    ----------
    matrix : SciPy matrix in compressed rows
    """

    def __init__(self, matrix: Any) -> None:
        self._matrix = matrix
        self.shape = matrix.shape
        self.dtype = matrix.dtype

    def __getitem__(self, rows: slice | list[int]) -> np.ndarray:
        return dense(self._matrix[rows])


def rows_for(arrays: Sequence[Any], sparse: Sequence[bool]) -> list[Any]:
    """Wrap SciPy matrices for inputs that are not `sparse`, so that their rows are read as dense arrays."""
    return [DenseRows(x) if hasattr(x, "tocsr") and not keeps else x for x, keeps in zip_longest(arrays, sparse)]


def made_dense(arrays: Sequence[Any], sparse: Sequence[bool]) -> list[Any]:
    """Convert SciPy matrices to dense arrays for inputs that are not `sparse`."""
    return [dense(x) if hasattr(x, "tocsr") and not keeps else x for x, keeps in zip_longest(arrays, sparse)]
