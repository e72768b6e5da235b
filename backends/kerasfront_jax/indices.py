"""Indices that are out of range, found before a run: XLA has no errors that depend on data."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront.backend.feeding import refuse_index
from kerasfront.backend.symbolic.evaluation import Values, ancestors, evaluate, is_result
from kerasfront.backend.symbolic.nodes import Switch
from kerasfront.backend.symbolic.tensors import Constant, Phase

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
        self._program = program
        self._sizes = functools.cache(self._looked_at)

    def __call__(self, phase: int, feeds: Sequence[np.ndarray]) -> None:
        """Check what is fed.

        Raises
        ------
        ArgumentError
            If an index is out of range.
        """
        for position, size in self._sizes(phase):
            indices = feeds[position]
            if indices.size and not (indices.min() > -1 and indices.max() < size):
                refuse_index(IndexError(size), r"(\d+)")

    def _looked_at(self, phase: int) -> list[tuple[int, int]]:
        """Positions of feeds, with how many elements there are to be indexed."""
        positions = {x: i for i, x in enumerate(self._program.inputs)}
        found: list[tuple[int, int]] = []
        for x in _computed(self._program, phase):
            kernel = getattr(x.node, "kernel", None)
            if kernel in AXES:
                values, indices = x.inputs
                source, size = _source(indices), values.shape[AXES[kernel]]
                if source in positions and size is not None:
                    found.append((positions[source], size))
        return found


def _computed(program: Any, phase: int) -> list[Any]:
    """What is computed in each run in a learning phase; of branches that data choose, nothing is."""
    given, seen, stack = set(program.inputs), set(), list(program.computed)
    while stack:
        x = stack.pop()
        if x in seen or x in given or not is_result(x):
            continue
        seen.add(x)
        stack += _needed(x, phase, program.graph.library)
    return list(seen)


def _needed(x: Any, phase: int, library: Any) -> Sequence[Any]:
    if not isinstance(x.node, Switch):
        return x.inputs
    condition, then, otherwise = x.inputs
    leaves = [y for y in ancestors([condition]) if not y.inputs and not isinstance(y, Constant)]
    if not all(isinstance(leaf, Phase) for leaf in leaves):
        return [condition]
    value = np.array(phase, "uint8")
    (chosen,) = evaluate([condition], Values(library, [(leaf, value) for leaf in leaves]))
    return [then if chosen else otherwise]


def _source(x: Any) -> Any:
    """The tensor that an index is read from."""
    while is_result(x) and getattr(x.node, "kernel", None) in TRANSPARENT:
        x = x.inputs[0]
    return x
