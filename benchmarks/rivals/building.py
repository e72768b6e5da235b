"""From layers as data to a function of values: what a contender has to say is how it makes a single layer.

`build` reads the layers from the first to the last and asks a maker for each; the compositions of `workloads`, of which
none depends on a library, are made here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Callable, NamedTuple  # noqa: UP035 - also read by Python 3.7

from rivals.workloads import Layer, Shape

Chain = Callable[..., Any]
"""Of a value, or a list of them, and of whatever else the contender's layers take."""


class Size(NamedTuple):
    """What a layer needs for a sample: operations of its products, shapes of its weights; what a sample has then."""

    operations: int
    weights: tuple[Shape, ...]
    out: Any


class Maker(ABC):
    """Makes the layers of a library."""

    @abstractmethod
    def layer(self, word: str, sizes: list[Any], shape: Any) -> tuple[Chain, Any]:
        """Make a layer that is no composition, for samples of a shape; give it with the shape that it makes."""

    @abstractmethod
    def times(self, chain: Chain, shape: Shape) -> Chain:
        """Apply a chain to each time of sequences of a shape."""


def build(layers: tuple[Layer, ...], shape: Any, maker: Maker) -> tuple[Chain, Any]:
    """Make a chain of layers for samples of a shape, channels last; give it with the shape that it makes."""
    parts = []
    for layer in layers:
        part, shape = _part(layer, shape, maker)
        parts.append(part)

    def run(x: Any, *more: Any) -> Any:
        for part in parts:
            x = part(x, *more)
        return x

    return run, shape


def _part(layer: Layer, shape: Any, maker: Maker) -> tuple[Chain, Any]:
    word, *sizes = layer
    if word == "parallel":
        chains, shapes = zip(*(build(chain, shape, maker) for chain in sizes))
        return lambda x, *more: [chain(x, *more) for chain in chains], list(shapes)
    if word == "twice":
        chain, out = build(sizes[0], shape[0], maker)
        return lambda xs, *more: [chain(x, *more) for x in xs], [out] * len(shape)
    if word == "times":
        chain, out = build(sizes[0], shape[1:], maker)
        return maker.times(chain, shape), (shape[0], *out)
    return maker.layer(word, sizes, shape)
