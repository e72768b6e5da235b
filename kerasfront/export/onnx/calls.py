"""Calls of layers: outputs with their shapes and masks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasfront.engine.topology.lists import one_or_list, shape_list, to_list
from kerasfront.export.onnx.graph import OnnxGraph, Value
from kerasfront.export.onnx.masks import masks_of
from kerasfront.export.onnx.registry import writer_of_layer


def call(graph: OnnxGraph, layer: Any, inputs: Sequence[Value]) -> list[Value]:
    """Write a call of a layer."""
    write = writer_of_layer(layer)
    with graph.named(layer.name):
        found = to_list(write(graph, layer, *inputs))
        if found and isinstance(found[0], Value):  # a model knows more than names
            return found
        shapes = shape_list(layer.get_output_shape_for(one_or_list([x.shape for x in inputs])))
        return [Value(*given) for given in zip(found, shapes, masks_of(graph, layer, inputs, len(found)))]


def call_one(graph: OnnxGraph, layer: Any, *inputs: Value) -> Value:
    """Write a call of a layer with one output."""
    (output,) = call(graph, layer, inputs)
    return output
