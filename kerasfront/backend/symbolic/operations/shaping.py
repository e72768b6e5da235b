"""Joining, reshaping, reordering, padding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import kerasfront.backend.symbolic.shapes as shapes
from kerasfront.backend.symbolic.graph import Graph
from kerasfront.backend.symbolic.library import Array
from kerasfront.backend.symbolic.sizes import Sizes
from kerasfront.backend.symbolic.tensors import Tensor
from kerasfront.backend.types import Shape

__all__ = [
    "arange", "concatenate", "expand_dims", "permute_dimensions", "repeat_elements", "reshape",
    "squeeze", "stack", "tile", "zero_pad",
]  # fmt: skip


def concatenate(graph: Graph, tensors: Sequence[Any], axis: int = -1) -> Tensor:
    parts = [graph.tensor(x) for x in tensors]
    joined = graph.apply("concatenate", *parts, shape=shapes.concatenated([x.shape for x in parts], axis), axis=axis)
    joined.sparse = all(x.sparse for x in parts)
    return joined


def stack(graph: Graph, x: Sequence[Any]) -> Tensor:
    parts = [graph.tensor(part) for part in x]
    return graph.apply("stack", *parts, shape=(len(parts), *shapes.merged(*(part.shape for part in parts))))


def reshape(graph: Graph, x: Any, shape: Any) -> Tensor:
    sizes = Sizes(shape)
    return _sized(graph, "reshape", x, sizes, shapes.reshaped(x.shape, sizes.static))


def tile(graph: Graph, x: Any, n: Any) -> Tensor:
    counts = Sizes(n)
    return _sized(graph, "tile", x, counts, shapes.scaled(x.shape, counts.static))


def _sized(graph: Graph, name: str, x: Any, sizes: Sizes, shape: Shape) -> Tensor:
    """Call a kernel that takes sizes, or numbers of repetitions, once all of them are known."""
    kernel = graph.kernels[name]

    def function(array: Array, *values: Array) -> Array:
        return kernel(array, sizes.filled(values))

    return graph.call(name, function, x, *sizes.symbolic, shape=shape)


def permute_dimensions(graph: Graph, x: Any, pattern: Sequence[int]) -> Tensor:
    return graph.apply("permute_dimensions", x, shape=tuple(x.shape[axis] for axis in pattern), pattern=tuple(pattern))


def expand_dims(graph: Graph, x: Any, dim: int = -1) -> Tensor:
    return graph.apply("expand_dims", x, shape=(*x.shape[:dim], 1, *x.shape[dim:]), axis=dim)


def squeeze(graph: Graph, x: Any, axis: int) -> Tensor:
    return graph.apply("squeeze", x, shape=shapes.reduced(x.shape, (axis,)), axis=axis)


def repeat_elements(graph: Graph, x: Any, rep: int, axis: int) -> Tensor:
    factors = [rep if i == axis else 1 for i in range(len(x.shape))]
    return graph.apply("repeat_elements", x, shape=shapes.scaled(x.shape, factors), rep=rep, axis=axis)


def zero_pad(graph: Graph, x: Any, widths: Sequence[Sequence[int]]) -> Tensor:
    return graph.apply("zero_pad", x, shape=shapes.padded(x.shape, widths), widths=widths)


def arange(graph: Graph, start: Any, stop: Any = None, step: Any = 1, dtype: str = "int32") -> Tensor:
    return graph.apply("arange", start, stop, step, shape=(None,), dtype=dtype, to=dtype)
