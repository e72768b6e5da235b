"""One call of a layer: which tensors went in and which came out."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from itertools import chain, repeat
from numbers import Real
from typing import Any, cast

from kerasfront import backend as K
from kerasfront.backend.types import Shape, Tensor, is_list
from kerasfront.engine.topology.lists import one_or_list, shape_list
from kerasfront.engine.topology.tensors import TensorOrigin, attach, compatible, depends_on_phase, distinct, shape_of
from kerasfront.errors import ArgumentError


class Node:
    """A call of a layer.

    Making a node enters it in the `inbound_nodes` of its layer and the `outbound_nodes` of the layers before.

    Attributes
    ----------
    outbound_layer : Layer
        The layer that was called.
    inbound_layers, node_indices, tensor_indices : list
        For each input: the layer that gave it, in which of its calls, as which of its outputs. Empty for the inputs of
        a model.
    input_tensors, output_tensors : list of tensors
    input_masks, output_masks : list of tensors or None
    input_shapes, output_shapes : list of tuples
        Static shapes as the layers know them.
    """

    def __init__(
        self,
        outbound_layer: Any,
        inbound_layers: Sequence[Any],
        node_indices: Sequence[int],
        tensor_indices: Sequence[int],
        input_tensors: list[Tensor],
        output_tensors: list[Tensor],
        input_masks: list[Tensor | None],
        output_masks: list[Tensor | None],
        input_shapes: list[Shape],
        output_shapes: list[Shape],
    ) -> None:
        self.outbound_layer = outbound_layer
        self.inbound_layers = list(inbound_layers)
        self.node_indices = list(node_indices)
        self.tensor_indices = list(tensor_indices)
        self.input_tensors = input_tensors
        self.output_tensors = output_tensors
        self.input_masks = input_masks
        self.output_masks = output_masks
        self.input_shapes = input_shapes
        self.output_shapes = output_shapes
        for layer in self.inbound_layers:
            layer.outbound_nodes.append(self)
        outbound_layer.inbound_nodes.append(self)
        outbound_layer.own_backend = outbound_layer.own_backend or K.current()  # own input layers are never called

    @classmethod
    def create_node(
        cls,
        outbound_layer: Any,
        inbound_layers: Sequence[Any],
        node_indices: Sequence[int] | None = None,
        tensor_indices: Sequence[int] | None = None,
        masks: Sequence[Tensor | None] | None = None,
    ) -> Node:
        """Call `outbound_layer` on outputs of other layers.

        Parameters
        ----------
        outbound_layer : Layer
        inbound_layers : list of Layer
        node_indices, tensor_indices : list of int, optional
            Which call and which output of each; default: the first.
        masks : list of tensors or None, optional
            Masks to use instead of those that the other layers gave.
        """
        node_indices = node_indices or [0] * len(inbound_layers)
        tensor_indices = tensor_indices or [0] * len(inbound_layers)
        sources = [layer.inbound_nodes[index] for layer, index in zip(inbound_layers, node_indices)]
        inputs = [node.output_tensors[i] for node, i in zip(sources, tensor_indices)]
        input_shapes = [node.output_shapes[i] for node, i in zip(sources, tensor_indices)]
        input_masks = [node.output_masks[i] for node, i in zip(sources, tensor_indices)]
        if masks is not None:
            input_masks = [known if given is None else given for given, known in zip(masks, input_masks)]
        position = len(outbound_layer.inbound_nodes)
        outputs, output_masks, output_shapes = _called(outbound_layer, position, inputs, input_masks, input_shapes)
        return cls(
            outbound_layer, inbound_layers, node_indices, tensor_indices,
            inputs, outputs, input_masks, output_masks, input_shapes, output_shapes,
        )  # fmt: skip

    def repeat(self, inputs: list[Tensor], masks: list[Tensor | None]) -> None:
        """Call the layer again, in place of this call: other tensors go in and come out.

        Raises
        ------
        ArgumentError
            If what goes in does not fit the layer.
        """
        layer = self.outbound_layer
        layer.assert_input_compatibility(one_or_list(inputs))
        layer.forget_terms(self.input_tensors)
        self.input_tensors, self.input_masks = inputs, masks
        self.input_shapes = [shape_of(x) for x in inputs]
        position = layer.inbound_nodes.index(self)
        called = _called(layer, position, inputs, masks, self.input_shapes)
        self.output_tensors, self.output_masks, self.output_shapes = called

    def get_config(self) -> dict[str, Any]:
        """The connection in words."""
        return {
            "outbound_layer": self.outbound_layer.name,
            "inbound_layers": [layer.name for layer in self.inbound_layers],
            "node_indices": self.node_indices,
            "tensor_indices": self.tensor_indices,
        }


def _called(
    layer: Any, position: int, inputs: list[Tensor], masks: list[Tensor | None], shapes: list[Shape]
) -> tuple[list[Tensor], list[Tensor | None], list[Shape]]:
    """Outputs, their masks and their shapes, of a call that is the one at `position` of its layer."""
    with layer.ready(inputs, shapes):
        outputs, output_masks = layer.run(inputs, masks)
    outputs = [distinct(x, inputs) for x in outputs]
    output_shapes = _declared(layer.get_output_shape_for(one_or_list(shapes)), outputs)
    _check_shapes(layer, shapes, outputs, output_shapes)
    phase = layer.uses_learning_phase or any(map(depends_on_phase, inputs))
    for i, (x, shape) in enumerate(zip(outputs, output_shapes)):
        attach(x, TensorOrigin(layer, position, i), shape, phase or depends_on_phase(x))
    return outputs, output_masks, output_shapes


def _declared(shapes: Any, outputs: list[Tensor]) -> list[Shape]:
    """Convert the shapes that a layer declared to integers and None.

    Classic layers also declared -1, or no number at all, for an unknown size, what ``/`` gave for a known one, and None
    for a shape that they did not know.
    """
    several = cast("list[Any]", shapes) if isinstance(shapes, list) else []
    if any(is_list(shape) for shape in several):
        known = chain(map(K.int_shape, outputs), repeat(()))
        shapes = [found if shape is None else shape for shape, found in zip(several, known)]
    return [tuple(map(_size, shape)) for shape in shape_list(shapes)]


def _size(declared: Any) -> int | None:
    return int(float(declared)) if isinstance(declared, Real) and declared != -1 else None


def _check_shapes(layer: Any, input_shapes: list[Shape], outputs: list[Tensor], declared: list[Shape]) -> None:
    """A wrong `get_output_shape_for` surfaces many layers later as a riddle."""
    actual = [K.int_shape(x) for x in outputs]
    if len(actual) == len(declared) and all(map(compatible, actual, declared)):
        return
    message = (
        f"{layer}: for an input of shape {one_or_list(input_shapes)}, get_output_shape_for says "
        f"{one_or_list(declared)}, but call gives {one_or_list(actual)}. Correct get_output_shape_for "
        "(a layer without one says: the shape of the input)."
    )
    if len(actual) != len(declared):
        raise ArgumentError(message)
    warnings.warn(f"{message} What it says counts for the layers that follow.", stacklevel=2)
