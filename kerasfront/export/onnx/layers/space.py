"""Margins and sizes of images."""

from __future__ import annotations

from typing import Any

from kerasfront import layers
from kerasfront.backend.conv_shapes import images, spatial
from kerasfront.export.onnx.graph import LAST, OnnxGraph, Value
from kerasfront.export.onnx.registry import onnx_writer


@onnx_writer(layers.ZeroPadding1D, layers.ZeroPadding2D, layers.ZeroPadding3D)
def zero_padding(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write margins of zeros."""
    sides = images((0, 0), layer.margins, (0, 0), layer.layout)
    return graph.op("Pad", x.name, [before for before, _ in sides] + [after for _, after in sides])


@onnx_writer(layers.Cropping1D, layers.Cropping2D, layers.Cropping3D)
def cropping(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write what is within margins."""
    starts, ends = zip(*((before, -after or LAST) for before, after in layer.margins))
    return graph.op("Slice", x.name, [*starts], [*ends], [*spatial(range(layer.rank + 2), layer.layout)])


@onnx_writer(layers.UpSampling1D, layers.UpSampling2D, layers.UpSampling3D)
def up_sampling(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write each element several times."""
    y = x.name
    factors = layer.along_axes(layer.size_names)
    for axis, factor in zip(spatial(range(layer.rank + 2), layer.layout), factors):
        y = _repeated(graph, y, axis, factor, layer.rank + 2)
    return y


def _repeated(graph: OnnxGraph, x: str, axis: int, factor: int, rank: int) -> str:
    tiles = [1] * (rank + 1)
    tiles[axis + 1] = factor
    tiled = graph.op("Tile", graph.op("Unsqueeze", x, [axis + 1]), tiles)
    before, after = graph.op("Shape", x, start=0, end=axis), graph.op("Shape", x, start=axis + 1)
    return graph.op("Reshape", tiled, graph.op("Concat", before, [-1], after, axis=0))
