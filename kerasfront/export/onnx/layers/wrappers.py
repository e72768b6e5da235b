"""Layers around layers."""

from __future__ import annotations

from typing import Any

from kerasfront import layers
from kerasfront.export.onnx.calls import call_one
from kerasfront.export.onnx.graph import OnnxGraph, Value
from kerasfront.export.onnx.layers.merging import merged
from kerasfront.export.onnx.registry import onnx_writer


@onnx_writer(layers.TimeDistributed)
def time_distributed(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write the inner layer for all times at once, as so many samples."""
    sizes = graph.op("Concat", [-1], graph.op("Shape", x.name, start=2), axis=0)
    frames = graph.op("Reshape", x.name, sizes)
    y = call_one(graph, layer.layer, Value(frames, (None, *x.shape[2:])))
    both = graph.op("Shape", x.name, start=0, end=2)
    return graph.op("Reshape", y.name, graph.op("Concat", both, graph.op("Shape", y.name, start=1), axis=0))


@onnx_writer(layers.Bidirectional)
def bidirectional(graph: OnnxGraph, layer: Any, x: Value) -> str | list[str]:
    """Write both directions, and how they are merged."""
    forward, backward = (call_one(graph, one, x) for one in layer.inner_layers)
    if layer.return_sequences:
        backward = backward._replace(name=graph.reversed(backward.name, 1))
    if layer.merge_mode is None:
        return [forward.name, backward.name]
    return merged(graph, layer.merge_mode, [forward, backward])
