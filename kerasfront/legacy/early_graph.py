"""A Graph of Keras 1.0, which was built of the layers of Keras 1, converted to a Model.

Shared layers stand in ``node_config``, and their results among the nodes: a Merge, or a layer for each result that does
nothing. A layer that is an output has the name of the output.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kerasfront.backend.types import is_mapping
from kerasfront.errors import translated

CLASS = "Graph"
MODELS = ("Sequential", "Model", CLASS)
"""A model within is a call of its own, the first one."""
AXES = ("concat_axis", "dot_axes")

Data = dict[str, Any]
TensorKey = list[Any]
"""Name of a layer, number of its call, number of the output."""


def is_early_graph(config: Mapping[str, Any]) -> bool:
    """Whether plain data of a model are such a Graph."""
    return config.get("class_name") == CLASS


def as_model(config: Mapping[str, Any]) -> Data:
    """Convert the plain data to those of a Model with the same layers, inputs, outputs and names.

    Raises
    ------
    ArgumentError
        If something is missing.
    """
    with translated("The configuration of the Graph of Keras 1.0 cannot be used"):
        graph = _GraphReader(config["config"])
        return {**config, "class_name": "Model", "config": graph.as_model()}


class _GraphReader:
    """Collect the layers with their calls."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._layers: list[Data] = []
        self._keys: dict[str, TensorKey] = {}
        self._config = config

    def as_model(self) -> Data:
        config = self._config
        inputs = [self._input(data) for data in config["input_config"]]
        for node in config["node_config"]:
            if "layer" in node:
                self._shared(node)
            else:
                source = self._source(node, f"merge_inputs_for_{node['name']}")
                self._keys[node["name"]] = self._add(config["nodes"][node["name"]], [source])
        outputs = [self._source(data, data["name"]) for data in config["output_config"]]
        return {"name": CLASS.lower(), "layers": self._layers, "input_layers": inputs, "output_layers": outputs}

    def _add(self, data: Mapping[str, Any], *calls: Sequence[TensorKey]) -> TensorKey:
        """Add a layer, and return the key of its first output."""
        arguments = data["config"]
        name = arguments["name"] if is_mapping(arguments) else self._name_of(data)
        self._layers.append({**data, "name": name, "inbound_nodes": [list(call) for call in calls]})
        return [name, int(data["class_name"] in MODELS), 0]

    def _name_of(self, data: Mapping[str, Any]) -> str:
        """The name of a Sequential, whose configuration has none: that of the node, or of the output that it is."""
        node = next(name for name, known in self._config["nodes"].items() if known is data)
        outputs = (output["name"] for output in self._config["output_config"] if output["input"] == node)
        return next(outputs, node)

    def _input(self, data: Mapping[str, Any]) -> TensorKey:
        shape = data.get("batch_input_shape") or [None, *data["input_shape"]]
        arguments = {"name": data["name"], "batch_input_shape": shape, "input_dtype": data["dtype"]}
        self._keys[data["name"]] = self._add({"class_name": "InputLayer", "config": arguments})
        return self._keys[data["name"]]

    def _source(self, node: Mapping[str, Any], name: str) -> TensorKey:
        """Key of the input of a node or of an output; several inputs go through a Merge."""
        if node["input"]:
            return self._keys[node["input"]]
        return self._merge(name, node, [self._keys[source] for source in node["inputs"]])

    def _merge(self, name: str, node: Mapping[str, Any], keys: Sequence[TensorKey]) -> TensorKey:
        arguments = {"name": name, "mode": node["merge_mode"], **{axis: node[axis] for axis in AXES}}
        return self._add({"class_name": "Merge", "config": arguments}, keys)

    def _shared(self, node: Mapping[str, Any]) -> None:
        sources = [self._keys[name] for name in node["inputs"]]
        name, first, _ = self._add(node["layer"], *([key] for key in sources))
        results = [[name, first + number, 0] for number in range(len(sources))]
        nodes = self._config["nodes"]
        if node["merge_mode"]:
            merged = nodes[node["name"]]["config"]["name"]
            self._keys[node["name"]] = self._merge(merged, node, results)
            return
        for output, result in zip(node["outputs"], results):
            arguments = {"name": nodes[output]["config"]["name"], "activation": "linear"}
            self._keys[output] = self._add({"class_name": "Activation", "config": arguments}, [result])
