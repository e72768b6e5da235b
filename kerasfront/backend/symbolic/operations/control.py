"""Choices and loops, functions and gradients, the learning phase, random tensors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from kerasfront.backend.symbolic.differentiation import Gradient, reaching
from kerasfront.backend.symbolic.evaluation import ancestors
from kerasfront.backend.symbolic.function import Function
from kerasfront.backend.symbolic.graph import Graph
from kerasfront.backend.symbolic.loops import Scan, steps
from kerasfront.backend.symbolic.nodes import Draw, Substitution, Switch
from kerasfront.backend.symbolic.shapes import merged
from kerasfront.backend.symbolic.sizes import Sizes
from kerasfront.backend.symbolic.tensors import Stream, Tensor
from kerasfront.backend.types import is_list

__all__ = [
    "dropout", "function", "gradients", "has_gradient", "learning_phase", "over_batches",
    "random_normal", "random_streams", "random_uniform", "reset_graph", "scan", "set_learning_phase", "stop_gradient",
    "substitute", "switch", "uses_learning_phase",
]  # fmt: skip


def switch(graph: Graph, condition: Any, then_expression: Any, else_expression: Any) -> Tensor:
    if condition.shape:
        return graph.apply(
            "where", condition, then_expression, else_expression, dtype=graph.tensor(then_expression).dtype
        )
    then, otherwise = (graph.tensor(x() if callable(x) else x) for x in (then_expression, else_expression))
    return Switch(condition, then, otherwise, merged(then.shape, otherwise.shape)).tensors()[0]


def scan(
    graph: Graph, step_function: Callable[..., Sequence[Any]], sequences: Sequence[Any], states: Sequence[Any]
) -> tuple[Tensor, list[Tensor]]:
    def step(items: list[Tensor], before: list[Tensor]) -> list[Tensor]:
        return [graph.tensor(x) for x in step_function(items, before)]

    each_step, *last = Scan(step, [*map(graph.tensor, sequences)], [*map(graph.tensor, states)]).tensors()
    return each_step, list(last)


def function(
    graph: Graph, inputs: Sequence[Any], outputs: Sequence[Any], updates: Sequence[Any] = (), **kwargs: Any
) -> Function:
    return Function(inputs, outputs, updates, graph)


def over_batches(graph: Graph, step: Any) -> Callable[..., Any]:
    return step.over_batches


def gradients(graph: Graph, loss: Any, variables: Sequence[Any]) -> list[Tensor]:
    total = (
        loss
        if loss.shape == ()
        else graph.apply("sum", loss, shape=(), axis=tuple(range(len(loss.shape))), keepdims=False)
    )
    moving = [x for x, moves in zip(variables, reaching(total, variables)) if moves]
    found = dict(zip(moving, Gradient(total, moving).tensors() if moving else []))
    return [found[x] if x in found else graph.apply("zeros_like", x) for x in variables]


def has_gradient(graph: Graph, loss: Any, variables: Sequence[Any]) -> list[bool]:
    return reaching(loss, variables)


def stop_gradient(graph: Graph, variables: Any) -> Any:
    if is_list(variables):
        return [stop_gradient(graph, x) for x in variables]
    return graph.apply("stop_gradient", variables)


def substitute(graph: Graph, x: Any, variable: Any, value: Any) -> Tensor:
    return Substitution(x, variable, graph.cast(value, variable.dtype)).tensors()[0]


def learning_phase(graph: Graph) -> Any:
    return graph.learning_phase


def set_learning_phase(graph: Graph, value: Any) -> None:
    graph.learning_phase = value if isinstance(value, Tensor) else int(value)


def uses_learning_phase(graph: Graph, x: Any) -> bool:
    return x.by_phase


def reset_graph(graph: Graph) -> None:
    graph.reset()


def random_normal(
    graph: Graph, shape: Any, mean: float = 0.0, std: float = 1.0, dtype: Any = None, seed: int | None = None
) -> Tensor:
    return _drawn(graph, "normal", shape, dtype, seed) * std + mean


def random_uniform(
    graph: Graph, shape: Any, low: float = 0.0, high: float = 1.0, dtype: Any = None, seed: int | None = None
) -> Tensor:
    return _drawn(graph, "uniform", shape, dtype, seed) * (high - low) + low


def dropout(
    graph: Graph, x: Any, level: float, noise_shape: Sequence[int | None] | None = None, seed: int | None = None
) -> Tensor:
    sizes = graph.apply("shape", x, shape=(len(x.shape),), dtype="int32")
    pattern = noise_shape or (None,) * len(x.shape)
    shape = [(x.shape[i] or sizes[i]) if size is None else size for i, size in enumerate(pattern)]
    kept = _drawn(graph, "uniform", shape, x.dtype, seed) >= level
    return graph.apply(
        "where", kept, x * (1.0 / (1.0 - level)), graph.apply("zeros_like", x), shape=x.shape, dtype=x.dtype
    )


def random_streams(graph: Graph, tensors: Sequence[Any]) -> list[Tensor]:
    return sorted((x for x in ancestors(tensors) if isinstance(x, Stream)), key=attrgetter("number"))


def _drawn(graph: Graph, kind: str, shape: Any, dtype: Any, seed: Any) -> Any:
    """Uniform numbers of [0, 1), or normal ones of mean 0 and deviation 1."""
    return Draw(kind, Stream(graph, seed), steps(), Sizes(shape), dtype).tensors()[0]
