"""Inputs of a model that are indexes, such as numbers of words, and their limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from kerasfront.backend.types import Tensor
from kerasfront.engine.topology.container import Container
from kerasfront.engine.topology.layer import Layer


class Limit(NamedTuple):
    """Indexes are whole numbers from 0 to `size` - 1.

    Attributes
    ----------
    layer : str
        The name of what they go into.
    size : int
    """

    layer: str
    size: int


def input_limits(container: Container) -> list[Limit | None]:
    """Find for each input of a model the least limit of the layers that look it up, None where none does."""
    return [_least(_limits(container, x)) for x in container.inputs]


def index_limit(layer: Layer) -> int | None:
    """Number of indexes that a layer or an inner model knows, if its inputs are indexes; else None."""
    if not isinstance(layer, Container):
        return layer.index_limit
    limits = input_limits(layer)
    return limits[0].size if len(limits) == 1 and limits[0] else None


def _least(limits: Iterator[Limit]) -> Limit | None:
    return min(limits, key=lambda limit: limit.size, default=None)


def _limits(container: Container, x: Tensor) -> Iterator[Limit]:
    """Limits of the layers that `x` reaches with its values unchanged."""
    for node in container.graph.nodes:
        layer: Any = node.outbound_layer
        for place, tensor in enumerate(node.input_tensors):
            if tensor is not x:
                continue
            if isinstance(layer, Container):
                yield from _limits(layer, layer.inputs[place])
            elif (count := layer.index_limit) is not None:
                yield Limit(repr(layer.name), count)
            elif layer.keeps_values:
                yield from _limits(container, node.output_tensors[0])
