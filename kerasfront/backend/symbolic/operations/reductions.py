"""Operations that remove axes: reductions and products."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import kerasfront.backend.symbolic.shapes as shapes
from kerasfront.backend.symbolic.graph import Graph
from kerasfront.backend.symbolic.tensors import Tensor

__all__ = ["batch_tensordot", "dot", "gather"]

OVER_AXES = {"max": None, "min": None, "sum": None, "prod": None, "mean": None, "any": "bool", "all": "bool"}
"""With the types of their results; None for that of the operand."""

PLACES = ("argmax", "argmin")


def reduction(graph: Graph, kernel: str, x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    shape = shapes.reduced(x.shape, axis, keepdims)
    return graph.apply(kernel, x, shape=shape, dtype=OVER_AXES[kernel], axis=tuple(axis), keepdims=keepdims)


def place(graph: Graph, kernel: str, x: Any, axis: int = -1) -> Tensor:
    return graph.apply(kernel, x, shape=shapes.reduced(x.shape, (axis,)), dtype="int64", axis=axis)


def dot(graph: Graph, x: Any, y: Any) -> Tensor:
    x, y = graph.tensor(x), graph.tensor(y)
    return graph.apply("dot", x, y, shape=shapes.dot(x.shape, y.shape))


def batch_tensordot(graph: Graph, x: Any, y: Any, axes: Sequence[Sequence[int]]) -> Tensor:
    x, y = graph.tensor(x), graph.tensor(y)
    return graph.apply("batch_tensordot", x, y, shape=shapes.batch_tensordot(x.shape, y.shape, axes), axes=axes)


def gather(graph: Graph, reference: Any, indices: Any) -> Tensor:
    reference, indices = graph.tensor(reference), graph.tensor(indices)
    return graph.apply("gather", reference, indices, shape=indices.shape + reference.shape[1:])
