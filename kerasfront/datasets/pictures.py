"""Helpers for data sets of images."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import is_array
from kerasfront.errors import FileError

Split = tuple[Any, Any]
"""Inputs and targets, of training or of test."""


def checked(x: Any, y: Any, shape: tuple[int, ...]) -> Split:
    """Check images and labels from a file, and make them writable arrays.

    Raises
    ------
    FileError
        If the images do not have that shape, or their number is not that of the labels.
    """
    if not (is_array(x) and is_array(y)):
        raise FileError("It should hold arrays of images and of their labels.")
    if x.shape != (len(y), *shape) or y.ndim != 1:
        raise FileError(
            f"It should hold images of shape {shape} and a label for each; it holds arrays of shapes {x.shape} and "
            f"{y.shape}."
        )
    return x.copy(), y.copy()


def ordered(x: np.ndarray, y: np.ndarray) -> Split:
    """Convert images with channels first to `K.image_dim_ordering()`, and labels to a column."""
    return x if K.image_dim_ordering() == "th" else x.transpose(0, 2, 3, 1), y.reshape(-1, 1)
