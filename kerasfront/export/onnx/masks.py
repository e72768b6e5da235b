"""Masks: what the `compute_mask` of each class computes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from kerasfront.engine.topology.merge_modes import MODES
from kerasfront.export.onnx.graph import OnnxGraph, Value
from kerasfront.layers import Bidirectional, Embedding, Masking, Merge, Recurrent

Mask = str | None


def masks_of(graph: OnnxGraph, layer: Any, inputs: Sequence[Value], outputs: int) -> list[Mask]:
    """Write the masks of the outputs of a layer: those of its kind, or else that of the input."""
    kinds = (kind for kind in type(layer).__mro__ if kind in _KINDS)
    rule = _KINDS[next(kinds)]
    return [rule(graph, layer, inputs)] * outputs


def _passed_on(graph: OnnxGraph, layer: Any, inputs: Sequence[Value]) -> Mask:
    return inputs[0].mask if inputs else None


def _of_embedding(graph: OnnxGraph, layer: Any, inputs: Sequence[Value]) -> Mask:
    if not layer.mask_zero:
        return None
    return graph.op("Cast", inputs[0].name, to=graph.kind_of("bool"))  # what is not 0 is true


def _of_recurrent(graph: OnnxGraph, layer: Any, inputs: Sequence[Value]) -> Mask:
    return inputs[0].mask if layer.return_sequences else None


def steps_with_data(graph: OnnxGraph, x: Value, value: float, keepdims: bool) -> str:
    """Truth values: where not all features equal `value`."""
    differs = graph.cast(graph.op("Not", graph.op("Equal", x.name, float(value))), graph.dtype)
    return graph.op("Greater", graph.op("ReduceMax", differs, axes=[-1], keepdims=int(keepdims)), 0.0)


def _of_masking(graph: OnnxGraph, layer: Any, inputs: Sequence[Value]) -> Mask:
    return steps_with_data(graph, inputs[0], layer.mask_value, keepdims=False)


def _of_merge(graph: OnnxGraph, layer: Any, inputs: Sequence[Value]) -> Mask:
    given = [x.mask for x in inputs if x.mask is not None]
    if not given or not MODES[layer.mode].keeps_time:
        return None
    rank = len(inputs[0].shape)
    if layer.mode == "concat" and rank > 2 and layer.concat_axis % rank == 1:
        return graph.op("Concat", *(x.mask or _all_steps(graph, x) for x in inputs), axis=1)
    return reduce(lambda one, other: graph.op("And", one, other), given)


def _all_steps(graph: OnnxGraph, x: Value) -> str:
    return graph.filled(graph.op("Shape", x.name, start=0, end=2), np.array([True]))


_KINDS: dict[Any, Callable[[OnnxGraph, Any, Sequence[Value]], Mask]] = {
    object: _passed_on,
    Bidirectional: _of_recurrent,
    Embedding: _of_embedding,
    Masking: _of_masking,
    Merge: _of_merge,
    Recurrent: _of_recurrent,
}
