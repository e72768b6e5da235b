"""Images and volumes: order of axes, paddings and convolutions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kerasfront.backend.conv_shapes import padding, spatial
from kerasfront.backend.types import Shape
from kerasfront.export.onnx.graph import OnnxGraph

Attributes = dict[str, Any]


def channels_first(graph: OnnxGraph, layer: Any, x: str, function: Callable[[str], str]) -> str:
    """Apply a function of (samples, channels, space...) to a tensor in the layout of a layer."""
    if layer.layout == "th":
        return function(x)
    axes = [*range(1, layer.rank + 1)]
    y = function(graph.op("Transpose", x, perm=[0, layer.rank + 1, *axes]))
    return graph.op("Transpose", y, perm=[0, *(axis + 1 for axis in axes), 1])


def kernel_first(layer: Any, kernel: np.ndarray) -> np.ndarray:
    """A kernel as (filters, channels, space...)."""
    if layer.layout != "th":
        kernel = np.moveaxis(kernel, (-1, -2), (0, 1))
    return kernel.reshape(*kernel.shape[:2], *kernel.shape[2 : 2 + layer.rank])  # that of a sequence has an axis more


def pads(layer: Any, shape: Shape, border_mode: str, strides: tuple[int, ...]) -> Attributes:
    """Attributes for the padding of a window layer on images of a shape."""
    if border_mode == "same" and layer.leading_margin:
        return _pads(layer.leading_margins)
    sizes = spatial(shape, layer.layout)
    windows = list(zip(sizes, layer.window_size, strides, layer.window_dilations))
    if border_mode == "same" and any(size is None and stride > 1 for size, _, stride, _ in windows):
        return {"auto_pad": "SAME_UPPER"}
    return _pads([padding(size, window, border_mode, stride, rate) for size, window, stride, rate in windows])


def _pads(margins: Any) -> Attributes:
    return {"pads": [side for sides in zip(*margins) for side in sides]}


def convolve(
    graph: OnnxGraph, layer: Any, x: str, shape: Shape, kernel: np.ndarray, border_mode: str, strides: tuple[int, ...]
) -> str:
    """Write a convolution of images in the layout of a layer; `shape` is theirs."""
    options = {"strides": [*strides], "dilations": [*layer.window_dilations]}
    options.update(pads(layer, shape, border_mode, strides))
    first = kernel_first(layer, kernel)
    return channels_first(graph, layer, x, lambda image: graph.op("Conv", image, first, **options))


def with_bias(graph: OnnxGraph, layer: Any, x: str, bias: np.ndarray) -> str:
    """Add a number for each channel."""
    return graph.op("Add", x, bias.reshape(-1, *[1] * layer.rank) if layer.layout == "th" else bias)
