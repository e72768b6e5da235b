"""Dense layers, shapes, masks, embeddings, normalization, and what does something in training only."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront import layers
from kerasfront.export.onnx.graph import OnnxGraph, Value
from kerasfront.export.onnx.masks import steps_with_data
from kerasfront.export.onnx.registry import apply, onnx_writer, writer_of_function
from kerasfront.layers.normalization import FEATURES_OF_THE_BATCH, SAMPLES


@onnx_writer(
    layers.ActivityRegularization, layers.Dropout, layers.GaussianDropout, layers.GaussianNoise, layers.Layer,
    layers.SpatialDropout1D, layers.SpatialDropout2D, layers.SpatialDropout3D,
)  # fmt: skip
def identity(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write nothing: predictions are not changed."""
    return x.name


@onnx_writer(layers.Activation)
def activation(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write the function."""
    return apply(graph, layer.activation, x.name, layer)


@onnx_writer(layers.Lambda)
def function(graph: OnnxGraph, layer: Any, *inputs: Value) -> str:
    """Write the function, if it has a writer."""
    return writer_of_function(layer.function, layer)(graph, *(x.name for x in inputs))


def product(graph: OnnxGraph, x: str, kernel: np.ndarray, bias: np.ndarray | None) -> str:
    """Write a product along the last axis, plus a bias."""
    y = graph.op("MatMul", x, kernel)
    return y if bias is None else graph.op("Add", y, bias)


@onnx_writer(layers.Dense, layers.TimeDistributedDense)
def dense(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write a product along the last axis, and the activation."""
    kernel, *bias = layer.get_weights()
    return apply(graph, layer.activation, product(graph, x.name, kernel, *(bias or [None])), layer)


@onnx_writer(layers.Highway)
def highway(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write gate * transform + (1 - gate) * x."""
    kernel, gate_kernel, *biases = layer.get_weights()
    bias, gate_bias = biases or (None, None)
    gate = graph.op("Sigmoid", product(graph, x.name, gate_kernel, gate_bias))
    transformed = apply(graph, layer.activation, product(graph, x.name, kernel, bias), layer)
    carried = graph.op("Mul", graph.op("Sub", 1.0, gate), x.name)
    return graph.op("Add", graph.op("Mul", gate, transformed), carried)


@onnx_writer(layers.MaxoutDense)
def maxout(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write the products of all parts at once, and the largest."""
    kernel, *bias = layer.get_weights()
    parts = graph.op("MatMul", graph.op("Unsqueeze", x.name, [1, 2]), kernel)
    parts = graph.op("Squeeze", parts, [2])
    return graph.op("ReduceMax", graph.op("Add", parts, *bias) if bias else parts, axes=[1], keepdims=0)


@onnx_writer(layers.Flatten)
def flatten(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write all axes but the first as one."""
    return graph.op("Flatten", x.name, axis=1)


@onnx_writer(layers.Reshape)
def reshape(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write another shape of each sample."""
    sizes = [-1 if size is None else size for size in layer.get_output_shape_for(x.shape)[1:]]
    return graph.op("Reshape", x.name, [0 if -1 in sizes else -1, *sizes])


@onnx_writer(layers.Permute)
def permute(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write another order of axes."""
    return graph.op("Transpose", x.name, perm=[0, *layer.dims])


@onnx_writer(layers.RepeatVector)
def repeat_vector(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write a new axis of times."""
    return graph.op("Tile", graph.op("Unsqueeze", x.name, [1]), [1, layer.n, 1])


@onnx_writer(layers.Masking)
def masking(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write zeros where there are no data."""
    data = steps_with_data(graph, x, layer.mask_value, keepdims=True)
    return graph.op("Mul", x.name, graph.cast(data, graph.dtype))


@onnx_writer(layers.Embedding)
def embedding(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write a look-up."""
    (vectors,) = layer.get_weights()
    return graph.op("Gather", vectors, graph.cast(x.name, "int64"))


@onnx_writer(layers.BatchNormalization)
def batch_normalization(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write one factor and one summand for each feature, if statistics are those of training."""
    gamma, beta, mean, variance = (weight.astype("float64") for weight in layer.get_weights())
    if layer.mode == SAMPLES:
        return _by_sample(graph, layer, x, gamma, beta)
    rank = len(x.shape)
    axis = layer.axis % rank
    shape = [-1 if number == axis else 1 for number in range(rank)]
    if layer.mode == FEATURES_OF_THE_BATCH:
        axes = [number for number in range(rank) if number != axis]
        centered, squares = _deviations(graph, x, axes)
        normed = graph.op("Div", centered, graph.op("Sqrt", graph.op("Add", squares, float(layer.epsilon))))
        return graph.op("Add", graph.op("Mul", normed, gamma.reshape(shape)), beta.reshape(shape))
    factor = gamma / np.sqrt(variance + layer.epsilon)
    scaled = graph.op("Mul", x.name, factor.reshape(shape))
    return graph.op("Add", scaled, (beta - mean * factor).reshape(shape))


def _by_sample(graph: OnnxGraph, layer: Any, x: Value, gamma: np.ndarray, beta: np.ndarray) -> str:
    centered, squares = _deviations(graph, x, [-1])
    deviation = graph.op("Sqrt", graph.op("Add", squares, float(layer.epsilon)))
    normed = graph.op("Div", graph.op("Mul", centered, gamma), graph.op("Add", deviation, float(layer.epsilon)))
    return graph.op("Add", normed, beta)


def _deviations(graph: OnnxGraph, x: Value, axes: list[int]) -> tuple[str, str]:
    """Compute the deviations from the mean, and the variance."""
    centered = graph.op("Sub", x.name, graph.op("ReduceMean", x.name, axes=axes))
    return centered, graph.op("ReduceMean", graph.op("Mul", centered, centered), axes=axes)
