"""Layers of a model and their connections as a graph for TensorBoard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront.backend.types import Shape
from kerasfront.engine.topology import Container, Layer
from kerasfront.engine.topology.container_graph import node_key
from kerasfront.utils.optional import require

Names = dict[str, list[str]]
"""Names of the outputs of each call in the graph; see `node_key`."""


def layer_graph(model: Container) -> Any:
    """Create a GraphDef with a node for each call of a layer; an inner model is a group."""
    graph = require("tensorboardX.proto.graph_pb2", "tensorboard", "TensorBoard").GraphDef()
    _add_calls(graph, model, "", [])
    return graph


def _add_calls(graph: Any, container: Container, group: str, sources: Sequence[str]) -> list[str]:
    """Add the calls in `container`, whose inputs are named `sources`, and return the names of its outputs."""
    names: Names = {}
    entries, called = dict[Layer, str](zip(container.input_layers, sources)), set[Layer]()
    for node in container.graph.nodes:
        layer = node.outbound_layer
        index = layer.inbound_nodes.index(node)
        name = group + layer.name + (f"_{index}" if layer in called else "")
        called.add(layer)
        origins = zip(node.inbound_layers, node.node_indices, node.tensor_indices)
        inputs: list[str] = [names[node_key(source, call)][which] for source, call, which in origins]
        if layer in entries:
            inputs = [entries[layer]]
        if isinstance(layer, Container):
            outputs = _add_calls(graph, layer, f"{name}/", inputs)
        else:
            outputs = _add_call(graph, name, layer, inputs, node.output_shapes)
        names[node_key(layer, index)] = outputs
    ends = container.graph.output_origins
    return [names[node_key(end.layer, end.node_index)][end.tensor_index] for end in ends]


def _add_call(graph: Any, name: str, layer: Layer, inputs: Sequence[str], shapes: Sequence[Shape]) -> list[str]:
    node = graph.node.add(name=name, op=type(layer).__name__, input=inputs)
    for shape in shapes:
        described = node.attr["_output_shapes"].list.shape.add()
        for size in shape:
            described.dim.add(size=-1 if size is None else size)
    return [f"{name}:{number}" if number else name for number in range(len(shapes))]
