"""Batches for contenders that are fed by a generator."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def batches(x: np.ndarray, y: np.ndarray, batch_size: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The batches of an epoch, again and again."""
    while True:
        for start in range(0, len(x), batch_size):
            yield x[start : start + batch_size], y[start : start + batch_size]
