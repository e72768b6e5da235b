"""Variables, placeholders, their values, and what is known of a tensor before data comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront.backend.symbolic.function import Function
from kerasfront.backend.symbolic.graph import Graph
from kerasfront.backend.symbolic.tensors import Placeholder, Tensor, Variable
from kerasfront.backend.types import Dtype, Shape

__all__ = [
    "batch_get_value", "batch_set_value", "cast", "dtype", "eval", "int_shape", "is_sparse", "is_tensor", "is_variable",
    "ones_like", "placeholder", "print_tensor", "shape", "to_dense", "variable", "variable_name", "zeros_like",
]  # fmt: skip


def variable(graph: Graph, value: Any, dtype: Dtype | None = None, name: str | None = None) -> Tensor:
    sparse = hasattr(value, "tocsr")
    return marked(Variable(graph, value.toarray() if sparse else value, dtype or "", name, sparse))


def placeholder(
    graph: Graph,
    shape: Any = None,
    ndim: int | None = None,
    dtype: Dtype | None = None,
    sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    return marked(Placeholder(graph, shape, dtype or "", name, sparse))


def marked(x: Tensor) -> Tensor:
    """Set the attributes that scripts of classic Keras read: the shape, and that the learning phase changes nothing."""
    tensor: Any = x
    tensor._keras_shape = x.shape
    tensor._uses_learning_phase = False
    return x


def is_tensor(graph: Graph, x: Any) -> bool:
    return isinstance(x, Tensor) and x.graph is graph


def is_variable(graph: Graph, x: Any) -> bool:
    return isinstance(x, Variable) and x.graph is graph


def variable_name(graph: Graph, x: Any) -> str:
    return x.name or ""


def is_sparse(graph: Graph, tensor: Any) -> bool:
    return tensor.sparse


def to_dense(graph: Graph, tensor: Any) -> Tensor:
    return graph.apply("identity", tensor) if tensor.sparse else tensor


def shape(graph: Graph, x: Any) -> Tensor:
    x = graph.tensor(x)
    if None not in x.shape:
        return graph.constant(np.array(x.shape, "int32"))
    sizes: Any = graph.apply("shape", x, shape=(len(x.shape),), dtype="int32")
    sizes.known_sizes = x.shape
    return sizes


def int_shape(graph: Graph, x: Any) -> Shape:
    return x.shape


def dtype(graph: Graph, x: Any) -> Dtype:
    return x.dtype


def eval(graph: Graph, x: Any) -> np.ndarray:
    return Function([], [x])([])[0]


def zeros_like(graph: Graph, x: Any, dtype: Dtype | None = None, name: str | None = None) -> Tensor:
    return graph.cast(graph.apply("zeros_like", x), dtype or x.dtype)


def ones_like(graph: Graph, x: Any, dtype: Dtype | None = None, name: str | None = None) -> Tensor:
    return graph.cast(graph.apply("ones_like", x), dtype or x.dtype)


def cast(graph: Graph, x: Any, dtype: Dtype) -> Tensor:
    return graph.cast(x, dtype)


def batch_get_value(graph: Graph, xs: Any) -> list[np.ndarray]:
    with graph.lock:
        return [graph.library.to_numpy(x.value) for x in xs]


def batch_set_value(graph: Graph, tuples: Sequence[tuple[Any, Any]]) -> None:
    pairs = [(x, x.slot().array(value)) for x, value in tuples]
    with graph.lock:
        for x, value in pairs:
            x.value = graph.library.asarray(np.array(value))


def print_tensor(graph: Graph, x: Any, message: str = "") -> Tensor:
    return graph.apply("print_tensor", x, message=message)
