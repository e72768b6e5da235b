"""Weights as pictures."""

from __future__ import annotations

import numpy as np


def picture(weight: np.ndarray) -> np.ndarray:
    """Gray values 0 to 255 of shape (height, width), not higher than wide; the least value of the weight is black.

    weight: of any shape; the axes before the last one are put one after the other.
    """
    table = weight.reshape(-1, weight.shape[-1]) if weight.ndim > 1 else weight.reshape(1, -1)
    if table.shape[0] > table.shape[1]:
        table = table.T
    shown = np.nan_to_num(table.astype("float64"), posinf=0.0, neginf=0.0)
    span = np.ptp(shown)
    return ((shown - shown.min()) * (255.0 / span if span else 0.0)).astype("uint8")
