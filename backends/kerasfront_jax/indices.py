"""Indices that are out of range, found before a run: XLA has no errors that depend on data."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from kerasfront.backend.feeding import refuse_index
from kerasfront.backend.symbolic.evaluation import Values, ancestors, evaluate, is_result
from kerasfront.backend.symbolic.library import State
from kerasfront.backend.symbolic.nodes import Switch
from kerasfront.backend.symbolic.tensors import Constant, Phase
from kerasfront_jax.devices import our_numbers

AXES = {"gather": 0, "pick": -1}
"""Kernels (values, indices), with the axis that is indexed."""

TRANSPARENT = frozenset({"cast", "identity", "reshape", "expand_dims", "squeeze", "permute_dimensions"})
"""Kernels that leave numbers as they are, apart from fractions."""


Guards: TypeAlias = "tuple[tuple[Any, bool], ...]"
"""Conditions, as tensors, and whether they must hold for something to be computed."""


class Indexed(NamedTuple):
    """A fed index: its position among the feeds, how many elements there are to be indexed, and when it is used."""

    position: int
    size: int
    guards: Guards


class IndexCheck:
    """Looks at what is fed as the index of `K.gather` or `K.pick`, as into Embedding layers.

    Indices that are computed otherwise, and out of range, give NaN.

    Parameters
    ----------
    program : Program
    """

    def __init__(self, program: Any) -> None:
        self._program = program
        self._indexed = functools.cache(lambda phase: list(_indexed(program, phase)))

    def __call__(self, phase: int, state: State, feeds: Sequence[np.ndarray]) -> None:
        """Check what is fed.

        Raises
        ------
        ArgumentError
            If an index is out of range, and what it is for is computed.
        """
        for position, size, guards in self._indexed(phase):
            indices = feeds[position]
            within = not indices.size or (indices.min() > -1 and indices.max() < size)
            if not within and self._hold(guards, phase, state, feeds):
                refuse_index(IndexError(size), r"(\d+)")

    def depends_on_data(self, phase: int) -> bool:
        """Whether it depends on data which indices are used."""
        return any(indexed.guards for indexed in self._indexed(phase))

    def _hold(self, guards: Guards, phase: int, state: State, feeds: Sequence[np.ndarray]) -> bool:
        conditions = [condition for condition, _ in guards]
        with our_numbers():
            values = self._program.evaluate(phase, state, feeds, conditions)
        return all(bool(value) == wanted for value, (_, wanted) in zip(values, guards))


def _indexed(program: Any, phase: int) -> Iterator[Indexed]:
    """The fed indices that a run in a learning phase can use."""
    positions = {x: i for i, x in enumerate(program.inputs)}
    known = {*program.inputs, *program.changed, *program.read}
    seen: set[tuple[Any, Guards]] = set()
    stack: list[tuple[Any, Guards]] = [(x, ()) for x in program.computed]
    while stack:
        x, guards = stack.pop()
        if (x, guards) in seen or x in positions or not is_result(x):
            continue
        seen.add((x, guards))
        stack += [(y, guards + more) for y, more in _needed(x, phase, program.graph.library, known)]
        kernel = getattr(x.node, "kernel", None)
        if kernel in AXES:
            values, indices = x.inputs
            source, size = _source(indices), values.shape[AXES[kernel]]
            if source in positions and size is not None:
                yield Indexed(positions[source], size, guards)


def _needed(x: Any, phase: int, library: Any, known: Set[Any]) -> Iterable[tuple[Any, Guards]]:
    """Find what a tensor needs, and under which conditions; nothing of branches within loops that data choose."""
    if not isinstance(x.node, Switch):
        return [(y, ()) for y in x.inputs]
    condition, then, otherwise = x.inputs
    leaves = [y for y in ancestors([condition]) if not y.inputs and not isinstance(y, Constant)]
    if all(isinstance(leaf, Phase) for leaf in leaves):
        value = np.array(phase, "uint8")
        (chosen,) = evaluate([condition], Values(library, [(leaf, value) for leaf in leaves]))
        return [(then if chosen else otherwise, ())]
    branches: list[tuple[Any, Guards]] = [(then, ((condition, True),)), (otherwise, ((condition, False),))]
    decidable = all(isinstance(leaf, Phase) or leaf in known for leaf in leaves)
    return [(condition, ()), *(branches if decidable else ())]


def _source(x: Any) -> Any:
    """The tensor that an index is read from."""
    while is_result(x) and getattr(x.node, "kernel", None) in TRANSPARENT:
        x = x.inputs[0]
    return x
