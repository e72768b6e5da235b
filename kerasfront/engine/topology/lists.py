"""Conversions between one thing and a list of things: layers take and return both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast


def to_list(x: Any) -> list[Any]:
    """Return a list as it is, anything else as the only element of a list."""
    return cast("list[Any]", x) if isinstance(x, list) else [x]


def one_or_list(things: Sequence[Any]) -> Any:
    """The only element, or a list when there are none or several."""
    return things[0] if len(things) == 1 else list(things)


def unique(things: Iterable[Any]) -> list[Any]:
    """`things` in their order, each object once. Tensors cannot be compared by ``==``, so identity counts."""
    return list({id(thing): thing for thing in things}.values())


def object_list_uid(object_list: Any) -> str:
    """A text that differs for lists of different objects."""
    return ", ".join(str(id(thing)) for thing in to_list(object_list))


def shape_list(shapes: Any) -> list[tuple[int | None, ...]]:
    """Make a list of tuples of one shape (a tuple, or a list of sizes) or a list of shapes."""
    if isinstance(shapes, tuple) or all(size is None or isinstance(size, int) for size in shapes):
        shapes = [shapes]
    return [tuple(shape) for shape in shapes]
