# pyright: basic
"""What tensors do with operators."""

from __future__ import annotations

from collections.abc import Callable
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
        parts = key if isinstance(key, tuple) else (key,)  # type: ignore[var-annotated]
        for part in parts:  # type: ignore[attr-defined]
            bounds = (part.start, part.stop, part.step) if isinstance(part, slice) else (part,)  # type: ignore
            for bound in bounds:  # type: ignore[attr-defined]
                if not (hasattr(bound, "__index__") or bound is None and isinstance(part, slice)):
                    raise TypeError(f"A tensor takes integers, and slices of integers, as index; got {part!r}.")
        known = getattr(self, "known_sizes", None)
        if known is not None and len(parts) == 1 and not isinstance(key, slice) and known[key] is not None:
            return self.graph.constant(np.int32(known[key]))
        return self.graph.apply("getitem", self, shape=shapes.indexed(self.shape, parts), key=parts)


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
    tensors = [x.dtype for x in operands if isinstance(x, Operators)]
    others = [np.asarray(x).dtype.name for x in operands if not isinstance(x, Operators)]
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
