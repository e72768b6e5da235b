"""Running the graph of a container on other inputs than its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront.backend.types import Shape, Tensor
from kerasfront.engine.topology.container_graph import LayerGraph
from kerasfront.engine.topology.lists import object_list_uid, one_or_list, shape_list
from kerasfront.engine.topology.node import Node


def run(container: Any, inputs: Sequence[Tensor], masks: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Compute outputs and their masks, and add what the layers add to losses and updates."""
    graph: LayerGraph = container.graph
    known = {id(x): (value, mask) for x, value, mask in zip(graph.inputs, inputs, masks)}
    for node in graph.nodes:
        if all(id(x) in known for x in node.output_tensors):
            continue
        layer = node.outbound_layer
        values = [known[id(x)][0] for x in node.input_tensors]
        results, result_masks = layer.run(values, [known[id(x)][1] for x in node.input_tensors])
        container.add_inner_call(layer, values, inputs)
        known.update((id(x), pair) for x, pair in zip(node.output_tensors, zip(results, result_masks)))
    computed = [known[id(x)] for x in graph.outputs]
    return [value for value, _ in computed], [mask for _, mask in computed]


def output_shapes(graph: LayerGraph, input_shapes: Sequence[Shape]) -> list[Shape]:
    """Work out the static shapes of the outputs for inputs of other shapes."""
    known = {id(x): shape for x, shape in zip(graph.inputs, input_shapes)}
    for node in graph.nodes:
        if not all(id(x) in known for x in node.output_tensors):
            shapes = [known[id(x)] for x in node.input_tensors]
            results: list[Shape] = shape_list(node.outbound_layer.get_output_shape_for(one_or_list(shapes)))
            known.update((id(x), shape) for x, shape in zip(node.output_tensors, results))
    return [known[id(x)] for x in graph.outputs]


def terms_of_layers(graph: LayerGraph, getter: str, inputs: Any) -> list[Any]:
    """Collect terms of layers by their method `getter`: for None, those that depend on no inputs; else those of calls.

    The terms of a layer that is called several times begin with the last call, as moving averages always did.
    """
    if inputs is None:
        return [term for layer in graph.layers for term in getattr(layer, getter)(None)]
    if object_list_uid(inputs) != object_list_uid(graph.inputs):
        return []
    nodes = sorted(graph.nodes, key=_place_among_calls, reverse=True)
    return [term for node in nodes for term in getattr(node.outbound_layer, getter)(node.input_tensors)]


def _place_among_calls(node: Node) -> int:
    return node.outbound_layer.inbound_nodes.index(node)
