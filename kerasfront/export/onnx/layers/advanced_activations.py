"""Activations that are layers."""

from __future__ import annotations

from typing import Any

from kerasfront import layers
from kerasfront.export.onnx.graph import OnnxGraph, Value
from kerasfront.export.onnx.registry import onnx_writer


@onnx_writer(layers.LeakyReLU)
def leaky_relu(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write a slope below 0."""
    return graph.op("LeakyRelu", x.name, alpha=float(layer.alpha))


@onnx_writer(layers.ELU)
def elu(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write an exponential below 0."""
    return graph.op("Elu", x.name, alpha=float(layer.alpha))


@onnx_writer(layers.ThresholdedReLU)
def thresholded_relu(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write zeros up to the threshold."""
    above = graph.op("Greater", x.name, float(layer.theta))
    return graph.op("Mul", x.name, graph.cast(above, graph.dtype))


@onnx_writer(layers.PReLU)
def p_relu(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write learned slopes below 0."""
    (slopes,) = layer.get_weights()
    below = graph.op("Mul", graph.op("Sub", x.name, graph.op("Abs", x.name)), slopes * 0.5)
    return graph.op("Add", graph.op("Relu", x.name), below)


@onnx_writer(layers.ParametricSoftplus)
def parametric_softplus(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write alpha * softplus(beta * x)."""
    alphas, betas = layer.get_weights()
    return graph.op("Mul", graph.op("Softplus", graph.op("Mul", x.name, betas)), alphas)


@onnx_writer(layers.SReLU)
def s_relu(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write three lines that meet at two thresholds."""
    t_left, a_left, t_right, a_right = layer.get_weights()
    width = abs(t_right)
    above = graph.op("Sub", x.name, t_left)
    middle = graph.op("Min", graph.op("Relu", above), width)
    left = graph.op("Mul", graph.op("Relu", graph.op("Neg", above)), a_left)
    right = graph.op("Mul", graph.op("Relu", graph.op("Sub", above, width)), a_right)
    return graph.op("Add", graph.op("Sub", graph.op("Add", middle, t_left), left), right)
