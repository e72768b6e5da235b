"""Batches for contenders that are fed by a generator."""

from __future__ import annotations

from typing import Iterator  # noqa: UP035 - also read by Python 3.7

import numpy as np

AUGMENTATION = {"rotation_range": 15, "width_shift_range": 0.1, "height_shift_range": 0.1, "horizontal_flip": True}
"""What an ImageDataGenerator does to images."""


def batches(x: np.ndarray, y: np.ndarray, batch_size: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The batches of an epoch, again and again."""
    while True:
        for start in range(0, len(x), batch_size):
            yield x[start : start + batch_size], y[start : start + batch_size]
