"""What data sets of pictures have in common."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.errors import FileError

Split = tuple[Any, Any]
"""Inputs and targets, of training or of test."""


def checked(x: Any, y: Any, shape: tuple[int, ...]) -> Split:
    """Pictures and labels from a file as arrays that can be written to, if they are that.

    Raises
    ------
    FileError
        If they are not of that shape, or not as many as the labels.
    """
    if not (isinstance(x, np.ndarray) and isinstance(y, np.ndarray)):
        raise FileError("It should hold arrays of pictures and of their labels.")
    if x.shape != (len(y), *shape) or y.ndim != 1:
        raise FileError(
            f"It should hold pictures of shape {shape} and a label for each; it holds arrays of shapes {x.shape} and "
            f"{y.shape}."
        )
    return x.copy(), y.copy()


def ordered(x: np.ndarray, y: np.ndarray) -> Split:
    """Pictures with channels first in the order of `K.image_dim_ordering()`, and labels as a column."""
    return x if K.image_dim_ordering() == "th" else x.transpose(0, 2, 3, 1), y.reshape(-1, 1)
