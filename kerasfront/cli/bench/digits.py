"""The UCI handwritten digits that scikit-learn ships: 1,797 images of 8 x 8 pixels, no download."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kerasfront.utils.optional import require

CLASSES = 10
SIDE = 8
TEST_SAMPLES = 360
SPLIT_SEED = 0


@dataclass(frozen=True)
class Split:
    """Load images in [0, 1], shape (samples, 8, 8), and one-hot labels, shape (samples, 10), both float32."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


def load() -> Split:
    """Split the digits into training and held-out data, always the same way.

    Raises
    ------
    NotReadyError
        If scikit-learn is not installed.
    """
    digits = require("sklearn.datasets", "bench", "The set of digits").load_digits()
    order = np.random.RandomState(SPLIT_SEED).permutation(len(digits.images))
    x = (digits.images[order] / 16.0).astype("float32")
    y = np.eye(CLASSES, dtype="float32")[digits.target[order]]
    return Split(x[TEST_SAMPLES:], y[TEST_SAMPLES:], x[:TEST_SAMPLES], y[:TEST_SAMPLES])
