"""Outputs of any layer of a model, also within models that are layers."""

# Callers without a type checker get an error that helps.
# pyright: reportUnnecessaryIsInstance=false

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kerasfront.backend.types import Tensor
from kerasfront.engine.topology.container import Container
from kerasfront.engine.topology.layer import Layer
from kerasfront.engine.topology.lists import unique
from kerasfront.errors import ArgumentError, ArgumentTypeError, UnknownNameError, near_misses


def outputs_of(container: Container, layer: str | Layer) -> list[Tensor]:
    """The output tensors of a layer, those of all of its calls, for the inputs of the container.

    Parameters
    ----------
    container : Container
    layer : str or Layer
        One of the container's, or of a model within it.

    Raises
    ------
    UnknownNameError
        If there is no layer of that name; the message has the nearest names.
    ArgumentError
        If the layer is none of the container's.
    ArgumentTypeError
        If it is neither a layer nor a name.
    """
    if not isinstance(layer, (str, Layer)):
        raise ArgumentTypeError(f"layers must hold names of layers, or layers, got {layer!r}.")
    for found, tensors in _layers(container):
        if layer in (found, found.name):
            return tensors()
    if isinstance(layer, Layer):
        raise ArgumentError(f"layers: {layer} is not part of {container}.")
    names = [found.name for found, _ in _layers(container)]
    raise UnknownNameError(f"layers: {container} has no layer {layer!r}. {near_misses(layer, names)}")


def _layers(container: Container) -> Iterator[tuple[Layer, Any]]:
    """Each layer with a function that gives its outputs; those of models within come last."""
    for layer in unique([*container.graph.layers, *container.layers]):
        yield layer, lambda layer=layer: _own(container, layer)
    for inner in container.graph.layers:
        if isinstance(inner, Container):
            for layer, tensors in _layers(inner):
                yield layer, lambda inner=inner, tensors=tensors: _within(container, inner, tensors())


def _own(container: Container, layer: Layer) -> list[Tensor]:
    calls = [node for node in container.graph.nodes if node.outbound_layer is layer]
    if not calls and isinstance(layer, Container):  # a model that a Sequential began with: its layers stand for it
        return layer.outputs
    return [x for node in calls for x in node.output_tensors]


def _within(container: Container, inner: Container, tensors: list[Tensor]) -> list[Tensor]:
    """Compute the tensors of an inner model for the inputs with which the container calls it."""
    model = Container(inner.inputs, tensors)
    calls = [node for node in container.graph.nodes if node.outbound_layer is inner]
    return [x for node in calls for x in model.run_internal_graph(node.input_tensors, node.input_masks)[0]]
