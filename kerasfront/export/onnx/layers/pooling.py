"""Pooling."""

from __future__ import annotations

from typing import Any

from kerasfront import layers
from kerasfront.backend.conv_shapes import spatial
from kerasfront.export.onnx.graph import OnnxGraph, Value
from kerasfront.export.onnx.registry import onnx_writer
from kerasfront.export.onnx.space import channels_first, pads

OPERATORS = {"max": "MaxPool", "avg": "AveragePool"}


@onnx_writer(
    layers.AveragePooling1D, layers.AveragePooling2D, layers.AveragePooling3D, layers.MaxPooling1D,
    layers.MaxPooling2D, layers.MaxPooling3D,
)  # fmt: skip
def windows(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write the pooling of windows; padding does not count."""
    strides = layer.window_strides
    options = {
        "kernel_shape": [*layer.window_size],
        "strides": [*strides],
        **pads(layer, x.shape, layer.border_mode, strides),
    }
    kind = OPERATORS[layer.pool_mode]
    return channels_first(graph, layer, x.name, lambda image: graph.op(kind, image, **options))


def _whole_space(kind: str) -> Any:
    def write(graph: OnnxGraph, layer: Any, x: Value) -> str:
        return graph.op(kind, x.name, axes=[*spatial(range(layer.rank + 2), layer.layout)], keepdims=0)

    return write


onnx_writer(layers.GlobalMaxPooling1D, layers.GlobalMaxPooling2D, layers.GlobalMaxPooling3D)(_whole_space("ReduceMax"))
onnx_writer(layers.GlobalAveragePooling1D, layers.GlobalAveragePooling2D, layers.GlobalAveragePooling3D)(
    _whole_space("ReduceMean")
)
