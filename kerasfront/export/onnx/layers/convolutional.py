"""Convolutions."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront import layers
from kerasfront.backend.conv_shapes import padding, spatial
from kerasfront.export.onnx.graph import OnnxGraph, Value
from kerasfront.export.onnx.registry import apply, onnx_writer
from kerasfront.export.onnx.space import channels_first, convolve, kernel_first, pads, with_bias


def _finished(graph: OnnxGraph, layer: Any, x: str, bias: list[np.ndarray]) -> str:
    return apply(graph, layer.activation, with_bias(graph, layer, x, *bias) if bias else x, layer)


@onnx_writer(
    layers.AtrousConvolution1D, layers.AtrousConvolution2D, layers.Convolution1D, layers.Convolution2D,
    layers.Convolution3D,
)  # fmt: skip
def convolution(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write a convolution, a bias and the activation."""
    kernel, *bias = layer.get_weights()
    y = convolve(graph, layer, x.name, x.shape, kernel, layer.border_mode, layer.window_strides)
    return _finished(graph, layer, y, bias)


@onnx_writer(layers.SeparableConvolution2D)
def separable_convolution(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write a convolution of each channel, and one of single pixels that mixes them."""
    depthwise, pointwise, *bias = layer.get_weights()
    multiplier, stack, *sizes = kernel_first(layer, depthwise).shape
    each = kernel_first(layer, depthwise).swapaxes(0, 1).reshape(stack * multiplier, 1, *sizes)
    options = {"strides": [*layer.window_strides], **pads(layer, x.shape, layer.border_mode, layer.window_strides)}

    def both(image: str) -> str:
        return graph.op("Conv", graph.op("Conv", image, each, group=stack, **options), kernel_first(layer, pointwise))

    return _finished(graph, layer, channels_first(graph, layer, x.name, both), bias)


@onnx_writer(layers.Deconvolution2D)
def deconvolution(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write a transposed convolution."""
    kernel, *bias = layer.get_weights()
    strides, windows = layer.window_strides, layer.window_size
    sizes = spatial(layer.output_shape_, layer.layout)
    margins = [padding(*given) for given in zip(sizes, windows, [layer.border_mode] * 2, strides)]
    if layer.border_mode == "same" and layer.leading_margin:
        margins = layer.leading_margins
    places = [  # how many there are of each axis of the input, in a convolution of the output
        (size + sum(margin) - window) // stride + 1
        for size, margin, window, stride in zip(sizes, margins, windows, strides)
    ]
    more = [
        size + sum(margin) - window - (count - 1) * stride
        for size, margin, window, stride, count in zip(sizes, margins, windows, strides, places)
    ]
    options = {
        "strides": [*strides],
        "pads": [side for sides in zip(*margins) for side in sides],
        "output_padding": more,
    }
    turned = kernel_first(layer, kernel).swapaxes(0, 1)
    y = channels_first(graph, layer, x.name, lambda image: graph.op("ConvTranspose", image, turned, **options))
    return _finished(graph, layer, y, bias)
