"""Evaluation of layers outside of training: in a fixed phase, and without adding losses or updates."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import Container, Layer, Node
from kerasfront.engine.topology.tensors import origin_of
from kerasfront.engine.topology.terms import TERMS
from kerasfront.errors import ArgumentError

Value = tuple[Tensor, "Tensor | None"]
"""A tensor and its mask."""


@contextmanager
def in_phase(train: bool) -> Generator[None]:
    """Fix the learning phase of what is built within the block."""
    phase = K.learning_phase()
    K.set_learning_phase(int(train))
    try:
        yield
    finally:
        K.set_learning_phase(phase)


@contextmanager
def untraced(layer: Layer) -> Generator[None]:
    """Discard the losses and updates that the layer and its inner layers add within the block."""
    kept = [(part, {name: list(getattr(part, name)) for name in TERMS}) for part in _parts(layer)]
    try:
        yield
    finally:
        for part, terms in kept:
            vars(part).update(terms)


def _parts(layer: Any) -> Iterator[Layer]:
    yield layer
    for part in layer.layers if isinstance(layer, Container) else getattr(layer, "inner_layers", ()):
        yield from _parts(part)


def recomputed(x: Tensor, train: bool, known: dict[int, Any] | None = None) -> Value:
    """Compute a tensor of a model and its mask again, in training or in test.

    In test, the phase that models compute by default, it is the tensor itself.
    """
    known = {} if known is None else known
    origin = origin_of(x)
    if origin is None:
        raise ArgumentError(f"A tensor of shape {K.int_shape(x)} is not the output of a layer, so it is in no model.")
    layer, node_index, tensor_index = origin
    node: Node = layer.inbound_nodes[node_index]
    if not train or not node.inbound_layers:
        return x, node.output_masks[tensor_index]
    if id(node) not in known:
        values = [recomputed(part, train, known) for part in node.input_tensors]
        inputs, masks = [value for value, _ in values], [mask for _, mask in values]
        with in_phase(train), untraced(layer):
            run = layer.run_internal_graph if isinstance(layer, Container) else layer.run
            known[id(node)] = run(inputs, masks)
    outputs, output_masks = known[id(node)]
    return outputs[tensor_index], output_masks[tensor_index]
