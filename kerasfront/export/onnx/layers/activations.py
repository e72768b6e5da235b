"""Activation functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kerasfront import activations
from kerasfront.export.onnx.graph import OnnxGraph
from kerasfront.export.onnx.registry import onnx_writer

OPERATORS: dict[Any, tuple[str, dict[str, Any]]] = {
    activations.elu: ("Elu", {}),
    activations.hard_sigmoid: ("HardSigmoid", {"alpha": 0.2, "beta": 0.5}),
    activations.relu: ("Relu", {}),
    activations.sigmoid: ("Sigmoid", {}),
    activations.softmax: ("Softmax", {"axis": -1}),
    activations.softplus: ("Softplus", {}),
    activations.softsign: ("Softsign", {}),
    activations.tanh: ("Tanh", {}),
}
"""Operator and attributes of each activation that is one."""


@onnx_writer(activations.linear)
def linear(graph: OnnxGraph, x: str) -> str:
    """Write nothing."""
    return x


def _operator(kind: str, attributes: dict[str, Any]) -> Callable[[OnnxGraph, str], str]:
    def write(graph: OnnxGraph, x: str) -> str:
        return graph.op(kind, x, **attributes)

    return write


for _function, _operation in OPERATORS.items():
    onnx_writer(_function)(_operator(*_operation))
