"""Operators of tensors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import kerasfront.backend.promotion as promotion
import kerasfront.backend.symbolic.shapes as shapes
from kerasfront.backend.foreign_tensors import refusing_foreign

_OPERANDS = (int, float, list, np.ndarray, np.generic)


class Operators:
    """Arithmetic, comparisons and indices of tensors. Equality is identity, so that tensors can be keys."""

    __array_priority__ = 1000  # NumPy's arrays and numbers leave ``array * tensor`` to us
    __iter__ = None
    graph: Any
    shape: Any
    dtype: Any
    __add__: Any
    __mul__: Any
    __lt__: Any
    __ge__: Any

    def __neg__(self) -> Any:
        return self.graph.apply("negative", self.graph.cast(self, promotion.wide(self.dtype)))

    def __abs__(self) -> Any:
        return self.graph.apply("abs", self.graph.cast(self, promotion.wide(self.dtype)))

    def __getitem__(self, key: Any) -> Any:
        parts: tuple[Any, ...] = key if isinstance(key, tuple) else (key,)  # pyright: ignore[reportUnknownVariableType]
        for part in parts:
            if not all(map(_is_index, _bounds(part))):
                raise TypeError(f"A tensor takes integers, and slices of integers, as index; got {part!r}.")
        sizes: Any = getattr(self, "known_sizes", None)
        size = sizes[parts[0]] if sizes is not None and len(parts) == 1 and hasattr(parts[0], "__index__") else None
        if size is not None:
            return self.graph.constant(np.int32(size))
        kernel = self.graph.kernels["getitem"]

        def take(array: Any, *computed: Any) -> Any:
            rest = iter(computed)
            return kernel(array, tuple(_filled(part, rest) for part in parts))

        computed = [bound for part in parts for bound in _bounds(part) if isinstance(bound, Operators)]
        return self.graph.call("getitem", take, self, *computed, shape=shapes.indexed(self.shape, parts))


def _bounds(part: Any) -> list[Any]:
    """The numbers of one part of an index."""
    if not isinstance(part, slice):
        return [part]
    bounds: list[Any] = [part.start, part.stop, part.step]  # pyright: ignore[reportUnknownMemberType]
    return [bound for bound in bounds if bound is not None]


def _is_index(bound: Any) -> bool:
    """Whether it is an integer, or a scalar that is computed."""
    if isinstance(bound, Operators):
        return bound.shape == () and not bound.dtype.startswith("float")
    return hasattr(bound, "__index__")


def _filled(part: Any, computed: Iterator[Any]) -> Any:
    """One part of an index, with the numbers that were computed."""
    if isinstance(part, Operators):
        return next(computed)
    if not isinstance(part, slice):
        return part
    bounds: list[Any] = [part.start, part.stop, part.step]  # pyright: ignore[reportUnknownMemberType]
    return slice(*(int(np.asarray(next(computed))) if isinstance(bound, Operators) else bound for bound in bounds))


def _operator(name: str, kernel: str, of_floats: bool = False, dtype: str | None = None, swapped: bool = False) -> Any:
    def operate(self: Any, other: Any) -> Any:
        if not isinstance(other, (Operators, *_OPERANDS)):
            return NotImplemented
        x, y = meet(self.graph, *((other, self) if swapped else (self, other)), of_floats=of_floats)
        return self.graph.apply(kernel, x, y, dtype=dtype)

    operate.__name__ = f"__{name}__"
    return refusing_foreign(operate)


def meet(graph: Any, *operands: Any, of_floats: bool = False) -> list[Any]:
    """Operands as tensors of one type to calculate with; see `promotion`."""
    tensors: list[str] = [x.dtype for x in operands if isinstance(x, Operators)]
    arrays: list[Any] = [np.asarray(x) for x in operands if not isinstance(x, Operators)]
    others: list[str] = [x.dtype.name for x in arrays]
    suited: Callable[[str], str] = promotion.floating if of_floats else promotion.wide
    target = suited(promotion.meeting(tensors, others))
    return [graph.cast(x, target) for x in operands]


for _name, _kernel, _of_floats in (
    ("add", "add", False), ("sub", "subtract", False), ("mul", "multiply", False), ("truediv", "divide", True),
    ("floordiv", "floor_divide", False), ("mod", "mod", False), ("pow", "pow", False),
):  # fmt: skip
    setattr(Operators, f"__{_name}__", _operator(_name, _kernel, _of_floats))
    setattr(Operators, f"__r{_name}__", _operator(f"r{_name}", _kernel, _of_floats, swapped=True))
for _name, _kernel in (("lt", "lesser"), ("le", "lesser_equal"), ("gt", "greater"), ("ge", "greater_equal")):
    setattr(Operators, f"__{_name}__", _operator(_name, _kernel, dtype="bool"))
