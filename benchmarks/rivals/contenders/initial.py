"""Initial weights for the loops written by hand, as NumPy arrays; formulas as the libraries have them."""

from __future__ import annotations

import numpy as np

_random = np.random.RandomState(0)


def glorot(*shape: int) -> np.ndarray:
    """Uniform with variance 2 / (fan in + fan out) (Glorot and Bengio 2010)."""
    field = int(np.prod(shape[:-2]))
    limit = np.sqrt(6.0 / (field * (shape[-2] + shape[-1])))
    return _random.uniform(-limit, limit, shape).astype("float32")


def orthogonal(rows: int, gates: int) -> np.ndarray:
    """An orthogonal matrix for each gate, side by side."""
    parts = [np.linalg.qr(_random.normal(size=(rows, rows)))[0] for _ in range(gates)]
    return np.concatenate(parts, axis=1).astype("float32")


def uniform(*shape: int) -> np.ndarray:
    """For embeddings."""
    return _random.uniform(-0.05, 0.05, shape).astype("float32")


def zeros(size: int) -> np.ndarray:
    """Biases."""
    return np.zeros(size, "float32")


def lstm_bias(units: int) -> np.ndarray:
    """Zero, but one for the forget gate, which is the second."""
    bias = zeros(4 * units)
    bias[units : 2 * units] = 1
    return bias
