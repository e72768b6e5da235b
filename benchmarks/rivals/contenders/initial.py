"""Initial weights, the same for every contender, as NumPy arrays; formulas as the libraries have them.

Gates stand side by side along the last axis: input, forget, candidate, output; update, reset, candidate.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from rivals.workloads import Shape


class Initial:
    """Draws the weights of one layer after another.

    channels_first: whether images that become vectors have their channels first, in spite of the shapes.
    """

    def __init__(self, channels_first: bool = False) -> None:
        self._random = np.random.RandomState(0)
        self._channels_first = channels_first
        self._image: Shape = ()

    def weights(self, word: str, shapes: tuple[Shape, ...], shape: Any) -> list[np.ndarray]:
        """Draw the arrays of a layer for samples of a shape: kernels, recurrent kernels and biases, or what it has."""
        if word == "flatten" and self._channels_first:
            self._image = shape
        drawn = self._drawn(word, shapes)
        if drawn and self._image:
            kernel = drawn[0].reshape(*self._image, -1)
            drawn[0] = np.moveaxis(kernel, -2, 0).reshape(drawn[0].shape)
            self._image = ()
        return drawn

    def _drawn(self, word: str, shapes: tuple[Shape, ...]) -> list[np.ndarray]:
        if word == "batchnorm":
            return [np.ones(shapes[0], "float32"), np.zeros(shapes[1], "float32")]
        if word == "embedding":
            return [self._random.uniform(-0.05, 0.05, shapes[0]).astype("float32")]
        return [self._array(word, number % 3, shape) for number, shape in enumerate(shapes)]

    def _array(self, word: str, place: int, shape: Shape) -> np.ndarray:
        if len(shape) == 1:
            return _bias(word, shape[0])
        if place == 1 and len(shape) == 2:
            return self._orthogonal(shape[0], shape[1] // shape[0])
        return self._glorot(shape)

    def _glorot(self, shape: Shape) -> np.ndarray:
        """Uniform with variance 2 / (fan in + fan out) (Glorot and Bengio 2010)."""
        field = int(np.prod(shape[:-2]))
        limit = np.sqrt(6.0 / (field * (shape[-2] + shape[-1])))
        return self._random.uniform(-limit, limit, shape).astype("float32")

    def _orthogonal(self, rows: int, gates: int) -> np.ndarray:
        """An orthogonal matrix for each gate, side by side."""
        parts = [np.linalg.qr(self._random.normal(size=(rows, rows)))[0] for _ in range(gates)]
        return np.concatenate(parts, axis=1).astype("float32")


def _bias(word: str, size: int) -> np.ndarray:
    """Zero, but one for the forget gate, which is the second."""
    bias = np.zeros(size, "float32")
    if "lstm" in word:
        bias[size // 4 : size // 2] = 1
    return bias
