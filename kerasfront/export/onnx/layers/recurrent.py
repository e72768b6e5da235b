"""Recurrent layers: by ONNX's own operators where these compute the same, else as loops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from kerasfront import activations, layers
from kerasfront.export.onnx.graph import OnnxGraph, Value
from kerasfront.export.onnx.layers.core import product
from kerasfront.export.onnx.loops import Step, cut, loop
from kerasfront.export.onnx.registry import apply, onnx_writer
from kerasfront.export.onnx.space import convolve, with_bias

NATIVE = {
    activations.hard_sigmoid: "HardSigmoid",
    activations.relu: "Relu",
    activations.sigmoid: "Sigmoid",
    activations.softsign: "Softsign",
    activations.tanh: "Tanh",
}
"""Activations that ONNX's own operators know by these names."""


class NativeCell(NamedTuple):
    """An operator of ONNX that computes a whole layer.

    Attributes
    ----------
    kind : str
        Name of the operator.
    order : tuple of int
        Numbers of our gates in the order of ONNX.
    activations : tuple of str
        Attributes of the layer with the functions, in the order of ONNX.
    """

    kind: str
    order: tuple[int, ...]
    activations: tuple[str, ...]


CELLS: dict[Any, NativeCell] = {
    layers.GRU: NativeCell("GRU", (0, 1, 2), ("inner_activation", "activation")),
    layers.LSTM: NativeCell("LSTM", (0, 3, 1, 2), ("inner_activation", "activation", "activation")),
    layers.SimpleRNN: NativeCell("RNN", (0,), ("activation",)),
}


def fused_weights(layer: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """W, U and b of all gates."""
    weights = layer.get_weights()
    W, U, b = weights if len(weights) == 3 else layer.gate_layout.fuse(weights)
    return W, U, b


@onnx_writer(*CELLS)
def recurrent(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write an operator, or a loop if there is a mask or an activation that the operator does not have."""
    W, U, b = fused_weights(layer)
    functions = [getattr(layer, name) for name in CELLS[type(layer)].activations]
    known = all(function in NATIVE for function in functions)
    if x.mask is None and known and functions.count(activations.hard_sigmoid) < 2:
        return _native(graph, layer, x.name, (W, U, b))
    states = [graph.at_samples(x.name, [layer.units])] * layer.nb_states
    return loop(graph, layer, product(graph, x.name, W, b), x.mask, states, _step_of(graph, layer, U))


def _native(graph: OnnxGraph, layer: Any, x: str, weights: Sequence[np.ndarray]) -> str:
    cell, units = CELLS[type(layer)], layer.units
    parts = [np.split(weight, len(cell.order), axis=-1) for weight in weights]
    W, U, b = (np.concatenate([gates[number] for number in cell.order], axis=-1) for gates in parts)
    names = [NATIVE[getattr(layer, name)] for name in cell.activations]
    options: dict[str, Any] = {"activations": names, "hidden_size": units}
    if "HardSigmoid" in names:
        options.update(activation_alpha=[0.2], activation_beta=[0.5])
    if layer.go_backwards:
        options["direction"] = "reverse"
    times_first = graph.op("Transpose", x, perm=[1, 0, 2])
    bias = np.concatenate([b, np.zeros_like(b)])[None]
    sequence, last = graph.ops(cell.kind, times_first, W.T[None], U.T[None], bias, outputs=2, **options)
    if not layer.return_sequences:
        return graph.op("Squeeze", last, [0])
    outputs = graph.op("Transpose", graph.op("Squeeze", sequence, [1]), perm=[1, 0, 2])
    return graph.reversed(outputs, 1) if layer.go_backwards else outputs


def _step_of(graph: OnnxGraph, layer: Any, U: np.ndarray) -> Step:
    units = layer.units
    if isinstance(layer, layers.LSTM):
        return lstm_step(graph, layer, lambda h: graph.op("MatMul", h, U), axis=-1)
    if isinstance(layer, layers.GRU):
        return _gru_step(graph, layer, U[:, : 2 * units], U[:, 2 * units :])
    return lambda x, states: [
        apply(graph, layer.activation, graph.op("Add", x, graph.op("MatMul", states[0], U)), layer)
    ]


def lstm_step(graph: OnnxGraph, layer: Any, recur: Callable[[str], str], axis: int) -> Step:
    """Make the step of a long short-term memory, whose U is applied by `recur`."""

    def step(x: str, states: list[str]) -> list[str]:
        h, c = states
        i, f, candidate, o = cut(graph, graph.op("Add", x, recur(h)), [layer.units] * 4, axis)
        i, f, o = (apply(graph, layer.inner_activation, gate, layer) for gate in (i, f, o))
        new = graph.op("Mul", i, apply(graph, layer.activation, candidate, layer))
        c = graph.op("Add", graph.op("Mul", f, c), new)
        return [graph.op("Mul", o, apply(graph, layer.activation, c, layer)), c]

    return step


def _gru_step(graph: OnnxGraph, layer: Any, of_gates: np.ndarray, of_candidate: np.ndarray) -> Step:
    def step(x: str, states: list[str]) -> list[str]:
        (before,) = states
        gates, candidate = cut(graph, x, [2 * layer.units, layer.units], -1)
        gates = graph.op("Add", gates, graph.op("MatMul", before, of_gates))
        update, reset = cut(graph, apply(graph, layer.inner_activation, gates, layer), [layer.units] * 2, -1)
        recalled = graph.op("MatMul", graph.op("Mul", reset, before), of_candidate)
        candidate = apply(graph, layer.activation, graph.op("Add", candidate, recalled), layer)
        kept = graph.op("Mul", update, before)
        return [graph.op("Add", kept, graph.op("Mul", graph.op("Sub", 1.0, update), candidate))]

    return step


@onnx_writer(layers.ConvLSTM2D)
def conv_lstm(graph: OnnxGraph, layer: Any, x: Value) -> str:
    """Write a loop whose products are convolutions."""
    W, U, b = fused_weights(layer)
    state = layer.state_shape(x.shape)
    images = (None, *x.shape[2:])

    def recur(h: str) -> str:
        return convolve(graph, layer, h, (None, *state), U, "same", (1, 1))

    step = lstm_step(graph, layer, recur, axis=1 if layer.layout == "th" else -1)

    def whole(frame: str, states: list[str]) -> list[str]:
        y = convolve(graph, layer, frame, images, W, layer.border_mode, layer.window_strides)
        return step(with_bias(graph, layer, y, b), states)

    return loop(graph, layer, x.name, x.mask, [graph.at_samples(x.name, state)] * 2, whole)
