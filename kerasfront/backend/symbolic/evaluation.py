"""Values of tensors, and which tensors others are computed from; without recursion, however deep the graph is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np

from kerasfront.backend.symbolic.library import Array, Library
from kerasfront.backend.symbolic.tensors import Constant, Result, Tensor


def is_known(value: Array) -> bool:
    """Whether a value is there, in NumPy's form: a library does not trace it."""
    return isinstance(value, (np.ndarray, np.generic))


class Values:
    """Values of tensors that are computed already.

    Parameters
    ----------
    library : Library
    given : mapping of tensors to arrays
        Variables, feeds.
    outer : Values, optional
        Seen through, but not written to: loops, branches and gradients compute what does not count outside.
    hidden : collection of keys
        What is not seen of the outer ones.

    Attributes
    ----------
    drawn : set of Stream
        The streams that were drawn from.
    added : dict
        Arrays that are added to tensors as they are computed, by key; gradients are taken by them.
    """

    def __init__(
        self,
        library: Library,
        given: Iterable[tuple[Tensor, Array]] = (),
        outer: Values | None = None,
        hidden: Collection[Any] = (),
    ) -> None:
        self.library, self._outer, self._hidden = library, outer, hidden
        self.found: dict[Any, Array] = {x.key: value for x, value in given}  # type: ignore[attr-defined]
        self.given: set[Any] = outer.given if outer else set(self.found)
        self.drawn: set[Tensor] = outer.drawn if outer else set()
        self.added: dict[Any, Array] = outer.added if outer else {}

    def inner(self, given: Iterable[tuple[Tensor, Array]] = (), hidden: Collection[Any] = ()) -> Values:
        """Values within a loop, a branch, a gradient."""
        return Values(self.library, given, self, hidden)

    def get(self, key: Any) -> Array | None:
        """The value with a key, None if it is not there."""
        level: Values | None = self
        while level is not None:
            if key in level.found:
                return level.found[key]
            level = None if key in level._hidden else level._outer
        return None

    def __contains__(self, x: Any) -> bool:
        return isinstance(x, Constant) or self.get(x.key) is not None

    def __getitem__(self, x: Any) -> Array:
        return x.value if isinstance(x, Constant) else self.get(x.key)

    def put(self, node: Any, results: Sequence[Array]) -> None:
        """Keep what a node gave; what was given in its place stays."""
        for position, value in enumerate(results):
            key = node, position
            if key not in self.given:
                self.found[key] = value + self.added[key] if key in self.added else value


def evaluate(targets: Sequence[Any], values: Values) -> list[Array]:
    """The values of tensors."""
    stack = list(reversed(targets))
    while stack:
        x = stack[-1]
        if x in values:
            stack.pop()
            continue
        missing = [needed for needed in x.node.needs(values) if needed not in values]
        stack.extend(reversed(missing))
        if not missing:
            values.put(x.node, x.node.compute(values))
    return [values[x] for x in targets]


def ancestors(targets: Iterable[Any], given: Collection[Tensor] = ()) -> list[Any]:
    """List all tensors that others may need, inputs first; those in `given` need nothing."""
    seen: set[Any] = set()
    order: list[Any] = []
    stack = [(x, False) for x in reversed(list(targets))]
    while stack:
        x, complete = stack.pop()
        if complete:
            order.append(x)
        elif x not in seen:
            seen.add(x)
            stack.append((x, True))
            stack.extend((y, False) for y in (() if x in given else x.inputs) if y not in seen)
    return order


def dependent(targets: Iterable[Any], sources: Iterable[Tensor]) -> set[Any]:
    """The sources, and those among the ancestors of some tensors that are computed from them."""
    found: set[Any] = set(sources)
    for x in ancestors(targets):
        if any(y in found for y in x.inputs):
            found.add(x)
    return found


def frontier(targets: Sequence[Any], sources: Collection[Tensor]) -> list[Any]:
    """List what some tensors need that does not depend on sources: the part of a loop's body that stays outside."""
    moving = dependent(targets, sources)
    met = [y for x in ancestors(targets) if x in moving for y in x.inputs]
    return [x for x in dict.fromkeys([*met, *targets]) if x not in moving]


def is_result(x: Tensor) -> bool:
    """Whether it is computed, neither fed nor a variable nor a constant."""
    return isinstance(x, Result)
