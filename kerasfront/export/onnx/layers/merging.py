"""Several tensors into one."""

from __future__ import annotations

import string
from functools import reduce
from typing import Any

from kerasfront import layers
from kerasfront.errors import ArgumentError
from kerasfront.export.onnx.graph import OnnxGraph, Value
from kerasfront.export.onnx.registry import onnx_writer

OPERATORS = {"sum": "Sum", "max": "Max", "ave": "Mean"}
TINY = 1e-12
"""What `K.l2_normalize` divides by at least, squared."""


@onnx_writer(layers.Merge)
def merge(graph: OnnxGraph, layer: Any, *inputs: Value) -> str:
    """Write the named modes."""
    if not isinstance(layer.mode, str):
        raise ArgumentError(f"{layer} cannot be written to ONNX: its mode is a function. Use the name of a mode.")
    return merged(graph, layer.mode, inputs, layer.concat_axis, layer.dot_axes)


def merged(graph: OnnxGraph, mode: str, inputs: Any, concat_axis: int = -1, dot_axes: Any = -1) -> str:
    """Write one mode."""
    names = [x.name for x in inputs]
    if mode == "concat":
        return graph.op("Concat", *names, axis=concat_axis)
    if mode == "mul":
        return reduce(lambda one, other: graph.op("Mul", one, other), names)
    if mode in OPERATORS:
        return graph.op(OPERATORS[mode], *names)
    ranks = [len(x.shape) for x in inputs]
    if mode == "cos":
        names = [_normed(graph, name, axis) for name, axis in zip(names, dot_axes)]
    return _dot(graph, names, ranks, dot_axes)


def _normed(graph: OnnxGraph, x: str, axis: int) -> str:
    squares = graph.op("ReduceSum", graph.op("Mul", x, x), [axis])
    return graph.op("Div", x, graph.op("Sqrt", graph.op("Max", squares, TINY)))


def _dot(graph: OnnxGraph, names: list[str], ranks: list[int], axes: list[int]) -> str:
    """Contract an axis of each, for each sample."""
    letters = iter(string.ascii_lowercase)
    samples, contracted = next(letters), next(letters)
    terms = [
        samples + "".join(contracted if number == axis else next(letters) for number in range(1, rank))
        for rank, axis in zip(ranks, axes)
    ]
    result = samples + "".join(letter for term in terms for letter in term[1:] if letter != contracted)
    product = graph.op("Einsum", *names, equation=f"{','.join(terms)}->{result}")
    return product if len(result) > 1 else graph.op("Unsqueeze", product, [1])
