"""Convolutions with weights for each place."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Any

import numpy as np

from kerasfront import layers
from kerasfront.backend.conv_shapes import images
from kerasfront.export.onnx.graph import OnnxGraph, Value
from kerasfront.export.onnx.registry import apply, onnx_writer


@onnx_writer(layers.LocallyConnected1D, layers.LocallyConnected2D)
def locally_connected(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write a look-up of all windows, and a product for each place."""
    kernel, *bias = layer.get_weights()
    flat = graph.op("Flatten", x.name, axis=1)
    windows = graph.op("Transpose", graph.op("Gather", flat, _windows(layer, x), axis=1), perm=[1, 0, 2])
    placed = graph.op("Transpose", graph.op("MatMul", windows, kernel), perm=[1, 0, 2])
    y = graph.op("Reshape", placed, [-1, *layer.places, layer.nb_filter])
    if layer.layout == "th":
        y = graph.op("Transpose", y, perm=[0, layer.rank + 1, *range(1, layer.rank + 1)])
    if bias:  # its numbers lie as in the output, whatever its shape says
        y = graph.op("Add", y, bias[0].reshape(images(1, layer.places, layer.nb_filter, layer.layout)))
    return apply(graph, layer.activation, y, layer)


def _windows(layer: Any, x: Value) -> np.ndarray:
    """Numbers of the elements of each window, in the order of the weights; shape (places, elements)."""
    sizes = [size or 0 for size in x.shape[1:]]  # all are known: there are weights for each place
    numbers = np.arange(prod(sizes)).reshape(sizes)
    taps = np.stack([numbers[_cut(layer, offsets)] for offsets in product(*map(range, layer.window_size))])
    # (taps, channels, places...) to (places..., channels, taps), or (taps, places..., channels)
    moved = ((1, 0), (-2, -1)) if layer.layout == "th" else (0, -2)
    return np.moveaxis(taps, *moved).reshape(prod(layer.places), -1)


def _cut(layer: Any, offsets: tuple[int, ...]) -> tuple[slice, ...]:
    """Slices of the elements that an offset in the window meets as the window moves."""
    cuts = [
        slice(offset, offset + (count - 1) * stride + 1, stride)
        for offset, count, stride in zip(offsets, layer.places, layer.window_strides)
    ]
    return images(slice(None), cuts, slice(None), layer.layout)[1:]
