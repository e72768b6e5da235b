"""Metadata of tensors: the layer that a tensor came from, and its shape as the layers know it.

The only file that touches attributes of raw tensors.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from kerasfront import backend as K
from kerasfront.backend.types import RawTensor, Shape, Tensor


class TensorOrigin(NamedTuple):
    """The call of a layer that a tensor came from.

    Attributes
    ----------
    layer : Layer
    node_index : int
        Which call of the layer.
    tensor_index : int
        Which output of that call.
    """

    layer: Any
    node_index: int
    tensor_index: int


def attach(x: RawTensor, origin: TensorOrigin, shape: Shape, depends_on_phase: bool = False) -> None:
    """Remember where `x` came from, its shape, and whether training and test differ in it."""
    x._keras_history = origin
    x._keras_shape = shape
    x._uses_learning_phase = depends_on_phase


def depends_on_phase(x: Tensor) -> bool:
    """Whether training and test differ in `x`, as far as its layer or the code of a user has said so."""
    return getattr(x, "_uses_learning_phase", False)


def origin_of(x: Any) -> TensorOrigin | None:
    """Return the origin of `x`; None for a tensor of no layer. Input layers of scripts write a plain tuple."""
    found = getattr(x, "_keras_history", None)
    return None if found is None else TensorOrigin(*found)


def shape_of(x: Tensor) -> Shape:
    """The static shape that the layers know, otherwise the one that the backend knows."""
    known = getattr(x, "_keras_shape", None)
    return K.int_shape(x) if known is None else known


def record_of(x: RawTensor) -> tuple[Tensor | None, Shape]:
    """Mask and shape of a layer's output."""
    layer, node_index, tensor_index = x._keras_history
    node = layer.inbound_nodes[node_index]
    return node.output_masks[tensor_index], node.output_shapes[tensor_index]


def current(x: RawTensor) -> Tensor:
    """The tensor that stands where `x` stood: another one, if the call that gave `x` was made again."""
    layer, node_index, tensor_index = x._keras_history
    return layer.inbound_nodes[node_index].output_tensors[tensor_index]


def distinct(x: Tensor, inputs: list[Tensor]) -> Tensor:
    """`x`, or another tensor of the same values if `x` is one of `inputs`, so that each can have its own history."""
    if any(x is other for other in inputs):
        return K.permute_dimensions(x, tuple(range(K.ndim(x))))
    return x


def lineage(x: Tensor) -> str:
    """Describe how `x` was computed, for messages: ``input_1 (None, 4) -> dense_1 (None, 3)``."""
    steps: list[str] = []
    while True:
        origin = origin_of(x)
        if origin is None:
            steps.append(f"a tensor {shape_of(x)} that no layer gave")
            break
        steps.append(f"{origin.layer.name} {shape_of(x)}")
        node = origin.layer.inbound_nodes[origin.node_index]
        if not node.inbound_layers:
            break
        if len(steps) == 6:
            steps.append("...")
            break
        x = node.input_tensors[0]
    return " -> ".join(reversed(steps))


def compatible(one: Shape, other: Shape) -> bool:
    """Whether two static shapes can be those of one tensor."""
    return len(one) == len(other) and all(a is None or b is None or a == b for a, b in zip(one, other))


def stand_ins(shapes: Sequence[Shape]) -> tuple[list[Tensor], list[Tensor | None]]:
    """Placeholders of static shapes, and a mask for each that can have times: to try a function of both out."""
    masks = [K.placeholder(shape[:2], dtype="bool") if len(shape) > 2 else None for shape in shapes]
    return [K.placeholder(shape) for shape in shapes], masks
