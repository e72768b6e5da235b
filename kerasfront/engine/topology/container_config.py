"""The configuration of a graph of layers, in the layout of classic Keras: written, and built from again."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from kerasfront.backend.types import Tensor
from kerasfront.engine.topology.arguments import LAYERS
from kerasfront.engine.topology.container_graph import node_key
from kerasfront.engine.topology.lists import one_or_list, to_list
from kerasfront.engine.topology.sharing import built, described, each_built_once, numbered
from kerasfront.errors import ArgumentError, translated
from kerasfront.registry import handed_over


def config_of(container: Any) -> dict[str, Any]:
    """Layers with their configurations and the origins of their inputs; then inputs and outputs of the whole.

    An origin is [name of the layer, which of its calls, which output]; only calls within this graph are counted.
    """
    graph = container.graph
    numbers: dict[str, int] = {}
    for layer in graph.layers:
        numbers.update(_numbers(layer, graph.container_nodes))
    with numbered(container):
        layers = [
            {"name": layer.name, **described(layer), "inbound_nodes": _inbound(layer, numbers)}
            for layer in graph.layers
        ]
    return {
        "name": container.name,
        "layers": layers,
        "input_layers": [_place(origin, numbers) for origin in graph.input_origins],
        "output_layers": [_place(origin, numbers) for origin in graph.output_origins],
    }


def _numbers(layer: Any, within: set[str]) -> dict[str, int]:
    """The numbers of the layer's calls, as they will be when it is built again with those of this graph only.

    A model among the layers comes into being with a call of its own, from its inputs to its outputs.
    """
    calls = [(node_key(layer, i), node) for i, node in enumerate(layer.inbound_nodes)]
    own = sum(1 for key, node in calls if not node.inbound_layers and key not in within)
    kept = [key for key, _ in calls if key in within]
    return {key: number for number, key in enumerate(kept, start=own)}


def _inbound(layer: Any, numbers: Mapping[str, int]) -> list[list[list[Any]]]:
    return [
        [_place(origin, numbers) for origin in zip(node.inbound_layers, node.node_indices, node.tensor_indices)]
        for i, node in enumerate(layer.inbound_nodes)
        if node.inbound_layers and node_key(layer, i) in numbers
    ]


def _place(origin: Any, numbers: Mapping[str, int]) -> list[Any]:
    layer, node_index, tensor_index = origin
    return [layer.name, numbers[node_key(layer, node_index)], tensor_index]


def tensors_of(
    config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None
) -> tuple[list[Tensor], list[Tensor]]:
    """Build all layers of a configuration, connect them, and give the inputs and outputs.

    Raises
    ------
    ArgumentError
        If a layer cannot be built, or is to be called on an output that does not exist.
    """
    with translated(f"The configuration of the model {config.get('name')!r} cannot be used"):
        with handed_over(custom_objects), each_built_once():
            layers = _layers(config["layers"])
        for name, layer in layers.items():
            layer.name = name  # the configuration of a Sequential has none
        _connect(config, layers)
        inputs = [_tensor(place, layers) for place in config["input_layers"]]
        return inputs, [_tensor(place, layers) for place in config["output_layers"]]


def _layers(descriptions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Build the layers, by their names."""
    layers: dict[str, Any] = {}
    for data in descriptions:
        if data["name"] in layers:
            raise ArgumentError(f"two layers have the name {data['name']!r}")
        layers[data["name"]] = built(data, LAYERS.from_config)
    return layers


def _connect(config: Mapping[str, Any], layers: Mapping[str, Any]) -> None:
    """Make all calls: those of one layer in their order, each as soon as its inputs exist."""
    calls = {data["name"]: deque(data["inbound_nodes"]) for data in config["layers"]}
    waiting: dict[str, list[str]] = {}  # by a layer whose next output is needed, the layers that need it
    ready = deque(calls)
    while ready:
        name = ready.popleft()
        while calls[name]:
            late = next((place for place in calls[name][0] if not _exists(place, layers)), None)
            if late is not None:
                waiting.setdefault(late[0], []).append(name)
                break
            inputs = [_tensor(place, layers) for place in calls[name].popleft()]
            with translated(f"The configuration calls {layers[name]} in a way that cannot be"):
                layers[name](one_or_list(inputs))
            ready.extend(waiting.pop(name, ()))
    stuck = next((name for name in calls if calls[name]), None)
    if stuck is not None:
        raise ArgumentError(
            f"The configuration of model {config.get('name')!r} calls {layers[stuck]} on {calls[stuck][0]}, but these "
            f"outputs of layers do not exist. Layers: {', '.join(layers)}."
        )


def _exists(place: Any, layers: Mapping[str, Any]) -> bool:
    name, *numbers = place[:3]
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise ArgumentError(f"{place} is not an output of a layer: its name, number of the call, number of the output")
    return name in layers and numbers[0] < len(layers[name].inbound_nodes)


def _tensor(place: Any, layers: Mapping[str, Any]) -> Tensor:
    if not _exists(place, layers):
        raise ArgumentError(f"there is no output {place} of a layer")
    name, node_index, tensor_index = place[:3]
    return to_list(layers[name].get_output_at(node_index))[tensor_index]
