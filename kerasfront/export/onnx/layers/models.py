"""Models, alone or as layers of others."""

from __future__ import annotations

from typing import Any

from kerasfront.engine.topology import Container
from kerasfront.export.onnx.calls import call
from kerasfront.export.onnx.graph import OnnxGraph, Value
from kerasfront.export.onnx.registry import onnx_writer
from kerasfront.models import Model, Sequential


@onnx_writer(Container, Model, Sequential)
def container(graph: OnnxGraph, model: Any, *inputs: Value) -> list[Value]:
    """Write the calls of the layers of a model."""
    known = {id(x): value for x, value in zip(model.graph.inputs, inputs)}
    for node in model.graph.nodes:
        if not all(id(x) in known for x in node.output_tensors):
            results = call(graph, node.outbound_layer, [known[id(x)] for x in node.input_tensors])
            known.update((id(x), value) for x, value in zip(node.output_tensors, results))
    return [known[id(x)] for x in model.graph.outputs]
