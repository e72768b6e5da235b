"""Indices that are out of range, found before a run: XLA has no errors that depend on data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront.backend.feeding import refuse_index
from kerasfront.backend.symbolic.evaluation import ancestors, is_result

AXES = {"gather": 0, "pick": -1}
"""Kernels (values, indices), with the axis that is indexed."""

TRANSPARENT = frozenset({"cast", "identity", "reshape", "expand_dims", "squeeze", "permute_dimensions"})
"""Kernels that leave numbers as they are, apart from fractions."""


class IndexCheck:
    """Looks at what is fed as the index of `K.gather` or `K.pick`, as into Embedding layers.

    Indices that are computed otherwise, and out of range, give NaN.

    Parameters
    ----------
    program : Program
    """

    def __init__(self, program: Any) -> None:
        positions = {x: i for i, x in enumerate(program.inputs)}
        self._sizes: list[tuple[int, int]] = []  # of a feed, how many elements there are
        for x in ancestors(program.computed, set(program.inputs)):
            kernel = getattr(x.node, "kernel", None) if is_result(x) else None
            if kernel in AXES:
                values, indices = x.inputs
                source, size = _source(indices), values.shape[AXES[kernel]]
                if source in positions and size is not None:
                    self._sizes.append((positions[source], size))

    def __call__(self, feeds: Sequence[np.ndarray]) -> None:
        """Check what is fed.

        Raises
        ------
        ArgumentError
            If an index is out of range.
        """
        for position, size in self._sizes:
            indices = feeds[position]
            if indices.size and not (indices.min() > -1 and indices.max() < size):
                refuse_index(IndexError(size), r"(\d+)")


def _source(x: Any) -> Any:
    """The tensor that an index is read from."""
    while is_result(x) and getattr(x.node, "kernel", None) in TRANSPARENT:
        x = x.inputs[0]
    return x
