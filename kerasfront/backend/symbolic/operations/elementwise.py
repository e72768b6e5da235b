"""Arithmetic, comparisons, roots and powers, activations: one kernel each."""

from __future__ import annotations

from typing import Any

import kerasfront.backend.symbolic.shapes as shapes
from kerasfront.backend.symbolic.graph import Graph
from kerasfront.backend.symbolic.tensors import Tensor

__all__ = ["elu", "pick", "pow", "where"]

UNARY = (
    "abs", "sqrt", "exp", "log", "sin", "cos", "round", "sign", "rectify", "softmax", "softplus", "sigmoid",
    "tanh",
)  # fmt: skip
BINARY = {
    "maximum": None, "minimum": None, "equal": "bool", "not_equal": "bool", "greater": "bool", "greater_equal": "bool",
    "lesser": "bool", "lesser_equal": "bool",
}  # fmt: skip
"""With the types of their results; None for that of the operands."""


def unary(graph: Graph, kernel: str, x: Any) -> Tensor:
    return graph.apply(kernel, x)


def binary(graph: Graph, kernel: str, x: Any, y: Any) -> Tensor:
    return graph.apply(kernel, x, y, dtype=BINARY[kernel])


def pow(graph: Graph, x: Any, a: Any) -> Tensor:
    return graph.apply("pow", x, a)


def elu(graph: Graph, x: Any, alpha: Any = 1.0) -> Tensor:
    return graph.apply("elu", x, graph.cast(alpha, x.dtype))


def pick(graph: Graph, x: Any, indices: Any) -> Tensor:
    return graph.apply("pick", x, indices, shape=shapes.merged(x.shape[:-1], indices.shape))


def where(graph: Graph, condition: Any, x: Any, y: Any) -> Tensor:
    return graph.apply("where", condition, x, y, dtype=graph.tensor(x).dtype)
