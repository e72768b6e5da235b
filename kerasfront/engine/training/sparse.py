"""Sparse matrices for inputs that are dense."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import numpy as np

from kerasfront.backend.feeding import dense


class DenseRows:
    """A SciPy matrix whose rows are made dense when they are cut out, like those of a file.

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
    """`arrays`, of which those that are SciPy matrices give dense rows where not `sparse`."""
    return [DenseRows(x) if hasattr(x, "tocsr") and not keeps else x for x, keeps in zip_longest(arrays, sparse)]


def made_dense(arrays: Sequence[Any], sparse: Sequence[bool]) -> list[Any]:
    """`arrays`, of which those that are SciPy matrices are made dense where not `sparse`."""
    return [dense(x) if hasattr(x, "tocsr") and not keeps else x for x, keeps in zip_longest(arrays, sparse)]
