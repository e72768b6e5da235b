"""Models and wrappers: layers that consist of others."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import Container, Layer, Merge
from kerasfront.engine.topology.container_config import config_of
from kerasfront.engine.topology.container_graph import node_key
from kerasfront.engine.topology.lists import one_or_list, unique
from kerasfront.engine.topology.sharing import MARK
from kerasfront.layers import Bidirectional
from kerasfront.layers.wrappers import Wrapper
from kerasfront.saving.layer_formats.base import LayerFormat, refusal
from kerasfront.saving.layer_formats.counterparts import Counterpart
from kerasfront.saving.layer_formats.layout import Arrays, Layout
from kerasfront.saving.layer_formats.registry import described, format_of, register_layer_format

T = TypeVar("T")
Data = dict[str, Any]
TensorKey = list[Any]
"""A tensor in a configuration: the name of its layer, the number of the call, and the number of the output."""


def is_stack(model: Container) -> bool:
    """Whether Keras 2 and 3 can have the model as a Sequential: each layer once, and no Merge of models at first."""
    if not isinstance(model.get_config(), list):
        return False
    merged = any(isinstance(layer, Merge) and layer.layers for layer in model.layers[:1])
    return len(unique(model.layers)) == len(model.layers) and not merged


def outer_layers(model: Container) -> list[Layer]:
    """The layers that have groups of their own in a file of Keras 2 and 3, in its order."""
    return model.layers if is_stack(model) else model.graph.layers


def parts_layout(layer: Layer, parts: Sequence[Layer], version: int) -> Layout:
    """Layout of a layer in Keras 2 or 3 that consists of others: what is trained of all parts, then the rest."""
    inner = [format_of(part).later_layout(part, (), version) for part in parts]
    trained = [layout.trained if part.trainable else 0 for part, layout in zip(parts, inner)]

    def in_order(lists: Sequence[Sequence[T]]) -> list[T]:
        first = [item for items, t in zip(lists, trained) for item in items[:t]]
        return first + [item for items, t in zip(lists, trained) for item in items[t:]]

    def read(arrays: Arrays) -> Arrays:
        first, rest = iter(arrays[: sum(trained)]), iter(arrays[sum(trained) :])
        values: dict[Tensor, np.ndarray] = {}
        for part, layout, t in zip(parts, inner, trained):
            own = [next(first) for _ in range(t)] + [next(rest) for _ in layout.shapes[t:]]
            values.update(zip(part.weights, layout.read(own)))
        return [values[weight] for weight in layer.weights]

    def write(arrays: Arrays) -> Arrays:
        values = dict(zip(layer.weights, arrays))
        return in_order([own.write([values[weight] for weight in part.weights]) for part, own in zip(parts, inner)])

    return Layout(in_order([layout.shapes for layout in inner]), read, write, sum(trained))


class WrapperFormat(LayerFormat[Wrapper]):
    """Wrappers."""

    def later_layout(self, layer: Wrapper, names: Sequence[str] = (), version: int = 2) -> Layout:
        return parts_layout(layer, layer.inner_layers, version)

    def argument(self, layer: Any, name: str, value: Any, version: int) -> Any:
        if name != "layer":
            return super().argument(layer, name, value, version)
        module = "keras.models" if isinstance(layer.layer, Container) else "keras.layers"
        return {**({"module": module} if version > 2 else {}), **described(layer.layer, version)}


class BidirectionalFormat(WrapperFormat):
    """Bidirectional, which gives something else at masked times in Keras 2 and 3."""

    def described(self, layer: Any, counterpart: Counterpart | None, version: int) -> Data:
        masked = any(mask is not None for node in layer.inbound_nodes for mask in node.input_masks)
        if layer.layer.return_sequences and masked:
            warnings.warn(
                f"{layer}: at masked times, Keras {version} gives 0, where Keras 1 repeats the output before.",
                stacklevel=2,
            )
        return super().described(layer, counterpart, version)


class ContainerFormat(LayerFormat[Container]):
    """Models."""

    def later_layout(self, layer: Container, names: Sequence[str] = (), version: int = 2) -> Layout:
        return parts_layout(layer, layer.flattened_layers, version)

    def described(self, layer: Container, counterpart: Counterpart | None, version: int) -> Data:
        return _stack(layer, version) if is_stack(layer) else _graph(layer, version)


def _stack(model: Container, version: int) -> Data:
    layers = [described(layer, version) for layer in unique([*model.input_layers, *model.layers])]
    return {"class_name": "Sequential", "config": {"name": model.name, "layers": layers}}


def _graph(model: Container, version: int) -> Data:
    """Describe a model of layers and calls.

    Calls of models within are counted differently. Keras 3 does not count that such a model is a call of its own,
    except for outputs of the whole; and a Sequential could begin with models that were not called on anything.
    """
    config, graph = config_of(model), model.graph
    inner = {layer.name: layer for layer in graph.layers if isinstance(layer, Container)}
    heads = {name for name, layer in inner.items() if node_key(layer, 0) in graph.container_nodes}

    def renumbered(key: TensorKey, is_output: bool = False) -> TensorKey:
        name, call, output = key
        uncounted = name in inner and version > 2 and not (is_output and not is_stack(inner[name]))
        return [name, call + (name in heads) - uncounted, output]

    for data, layer in zip(config["layers"], graph.layers):
        calls = [[renumbered(key) for key in call] for call in data["inbound_nodes"]]
        if layer.name in heads:
            calls.insert(0, [[origin.name, 0, 0] for origin in layer.input_layers])
        data.update(described(layer, version), inbound_nodes=calls)
        for mark in (MARK, *layer.marks):
            data.pop(mark, None)
    config["output_layers"] = [renumbered(key, is_output=True) for key in config["output_layers"]]
    if version > 2:  # which tells a tensor from a list of one
        config.update({key: one_or_list(config[key]) for key in ("input_layers", "output_layers")})
    return {"class_name": "Model", "config": config}


def check_frozen(layer: Layer, version: int) -> None:
    """Make sure that no model within models of a model is frozen: files do not say so, but hold weights otherwise.

    Raises
    ------
    ArgumentError
        If one is.
    """
    for part in layer.flattened_layers if isinstance(layer, Container) else ():
        if isinstance(part, Container) and not part.trainable:
            raise refusal(part, version, "it is frozen as a whole. Freeze its layers instead")
        check_frozen(part, version)


register_layer_format(Wrapper, WrapperFormat())
register_layer_format(Bidirectional, BidirectionalFormat())
register_layer_format(Container, ContainerFormat())
