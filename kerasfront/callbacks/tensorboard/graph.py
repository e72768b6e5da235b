"""The layers of a model and their connections, in the format of TensorBoard's page of graphs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront.backend.types import Shape
from kerasfront.engine.topology import Container, Layer
from kerasfront.engine.topology.container_graph import node_key

Names = dict[str, list[str]]
"""By call (see `node_key`): what its outputs are called in the graph."""


def layer_graph(model: Container) -> Any:
    """A GraphDef with a node for each call of a layer; layers of a model within the model stand in its group."""
    from tensorboardX.proto.graph_pb2 import GraphDef  # the library is an extra

    graph = GraphDef()
    _add_calls(graph, model, "", [])
    return graph


def _add_calls(graph: Any, container: Container, group: str, sources: Sequence[str]) -> list[str]:
    """Add the calls in `container` whose inputs are called `sources`; give the names of its outputs."""
    names: Names = {}
    entries, called = dict(zip(container.input_layers, sources)), set()
    for node in container.graph.nodes:
        layer = node.outbound_layer
        index = layer.inbound_nodes.index(node)
        name = group + layer.name + (f"_{index}" if layer in called else "")
        called.add(layer)
        inputs = [
            names[node_key(source, call)][which]
            for source, call, which in zip(node.inbound_layers, node.node_indices, node.tensor_indices)
        ]
        if layer in entries:
            inputs = [entries[layer]]
        if isinstance(layer, Container):
            outputs = _add_calls(graph, layer, f"{name}/", inputs)
        else:
            outputs = _add_call(graph, name, layer, inputs, node.output_shapes)
        names[node_key(layer, index)] = outputs
    origins = container.graph.output_origins
    return [names[node_key(origin.layer, origin.node_index)][origin.tensor_index] for origin in origins]


def _add_call(graph: Any, name: str, layer: Layer, inputs: Sequence[str], shapes: Sequence[Shape]) -> list[str]:
    node = graph.node.add(name=name, op=type(layer).__name__, input=inputs)
    for shape in shapes:
        described = node.attr["_output_shapes"].list.shape.add()
        for size in shape:
            described.dim.add(size=-1 if size is None else size)
    return [f"{name}:{number}" if number else name for number in range(len(shapes))]
