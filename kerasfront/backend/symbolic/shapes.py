"""Static shapes of results; None where a size is unknown. They are the same on every backend."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from kerasfront.backend.types import Shape

Size = int | None


def agreed(*sizes: Size) -> Size:
    """One size of which some are known."""
    return next((size for size in sizes if size is not None), None)


def merged(*shapes: Shape) -> Shape:
    """Shape of the result for tensors of one shape."""
    return tuple(agreed(*sizes) for sizes in zip(*shapes))


def broadcast(*shapes: Shape) -> Shape:
    """Shape to which NumPy's broadcasting brings operands."""
    rank = max(map(len, shapes))
    found: list[Size] = []
    for axis in range(-rank, 0):
        sizes = [shape[axis] for shape in shapes if len(shape) >= -axis]
        known = [size for size in sizes if size not in (1, None)]
        found.append(known[0] if known else None if None in sizes else 1)
    return tuple(found)


def reduced(shape: Shape, axes: Sequence[int], keepdims: bool = False) -> Shape:
    """Without some axes."""
    return tuple(1 if axis in axes else size for axis, size in enumerate(shape) if keepdims or axis not in axes)


def dot(x: Shape, y: Shape) -> Shape:
    """Shape of a product, as NumPy defines it."""
    return x[:-1] + (y[:-2] + y[-1:] if len(y) > 1 else ())


def batch_tensordot(x: Shape, y: Shape, axes: Sequence[Sequence[int]]) -> Shape:
    """Shape of the products of the samples of two tensors."""
    rest = [tuple(size for axis, size in enumerate(s) if axis and axis not in a) for s, a in zip((x, y), axes)]
    return (agreed(x[0], y[0]), *rest[0], *rest[1])


def concatenated(shapes: Sequence[Shape], axis: int) -> Shape:
    """Shape of tensors joined along an axis."""
    sizes = [shape[axis] for shape in shapes]
    total = None if None in sizes else sum(size for size in sizes if size is not None)
    found = merged(*shapes)
    return (*found[:axis], total, *found[axis + 1 :])


def scaled(shape: Shape, factors: Sequence[Size]) -> Shape:
    """Shape of a tensor repeated along its axes."""
    return tuple(map(_product, shape, factors))


def _product(size: Size, factor: Size) -> Size:
    if size is None or factor is None:
        return 0 if 0 in (size, factor) else None
    return size * factor


def padded(shape: Shape, widths: Sequence[Sequence[int]]) -> Shape:
    """The shape with elements added before and after."""
    return tuple(None if size is None else size + before + after for size, (before, after) in zip(shape, widths))


def reshaped(before: Shape, sizes: Shape) -> Shape:
    """The shape with new sizes: integers, one -1, None for what is symbolic."""
    known = [size for size in sizes if size is not None and size != -1]
    elements = [size for size in before if size is not None]
    is_known = len(known) == len(sizes) - 1 and -1 in sizes and len(elements) == len(before) and prod(known) != 0
    rest = prod(elements) // prod(known) if is_known else None
    return tuple(rest if size == -1 else size for size in sizes)


def indexed(shape: Shape, key: Sequence[Any]) -> Shape:
    """Shape of an element or a part: `key` has integers and slices, also of computed scalars."""
    sliced = (_sliced(size, part) for size, part in zip(shape, key) if hasattr(part, "indices"))
    return (*sliced, *shape[len(key) :])


def _sliced(size: Size, part: Any) -> Size:
    if not all(bound is None or hasattr(bound, "__index__") for bound in (part.start, part.stop, part.step)):
        return None
    if size is not None:
        return len(range(*part.indices(size)))
    start, stop, step = part.start or 0, part.stop, part.step or 1
    is_empty = step > 0 and stop is not None and 0 <= stop <= start
    return 0 if is_empty else None
