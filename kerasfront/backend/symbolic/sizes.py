"""Sizes that are partly symbolic: for new shapes, repetitions, random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront.backend.symbolic.tensors import Constant, Tensor
from kerasfront.backend.types import Shape


class Sizes:
    """Integers and symbolic scalars, or a symbolic vector.

    Attributes
    ----------
    static : tuple
        The sizes; None where they are symbolic.
    symbolic : list of tensors
        What has to be computed before `filled` can tell all sizes.
    """

    def __init__(self, sizes: Any) -> None:
        self._is_vector = isinstance(sizes, Tensor) and not isinstance(sizes, Constant)
        if self._is_vector:
            self.static: Shape = getattr(sizes, "known_sizes", None) or (None,) * sizes.shape[0]
            self.symbolic: list[Tensor] = [sizes]
            return
        given: Any = sizes.value if isinstance(sizes, Constant) else sizes
        parts = [part.value if isinstance(part, Constant) else part for part in given]
        self.static = tuple(None if isinstance(part, Tensor) else int(part) for part in parts)
        self.symbolic = [part for part in parts if isinstance(part, Tensor)]

    def filled(self, values: Sequence[Any]) -> tuple[int, ...]:
        """All sizes, with the values of what is symbolic."""
        if self._is_vector:
            return tuple(int(size) for size in np.asarray(values[0]))
        rest = iter(values)
        return tuple(int(np.asarray(next(rest))) if size is None else size for size in self.static)
