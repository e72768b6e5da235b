"""Several tensors or arrays as one flat array."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Shape, Tensor


class Flat:
    """The layout of arrays of known shapes in one flat array of floats.

    Parameters
    ----------
    shapes : sequence of tuple of int

    Attributes
    ----------
    size : int
        Number of elements.
    """

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self._shapes = [tuple(int(n or 0) for n in shape) for shape in shapes]
        ends = np.cumsum([math.prod(shape) for shape in self._shapes], dtype=int).tolist()
        self._places = [slice(start, stop) for start, stop in zip([0, *ends], ends)]
        self.size: int = ends[-1] if ends else 0

    def tensors(self, flat: Tensor, dtypes: Sequence[str]) -> list[Tensor]:
        """Separate the first elements of a flat tensor into tensors of these dtypes."""
        return [
            as_dtype(K.reshape(flat[place], shape), dtype)
            for place, shape, dtype in zip(self._places, self._shapes, dtypes)
        ]


def flattened(tensors: Sequence[Tensor]) -> Tensor:
    """Join tensors to a flat one, of `floatx()`."""
    return K.concatenate([K.reshape(K.cast(x, K.floatx()), (-1,)) for x in tensors], axis=0)


def as_dtype(x: Tensor, dtype: str) -> Tensor:
    """Convert floats; integers get the nearest, since a sum of parts of one is not exact."""
    return K.cast(x if dtype.startswith("float") else K.round(x), dtype)
