"""Layers connected from inputs to outputs, which are a layer again."""

# As in classic Keras, a container computes from its layers what a layer stores.
# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Update
from kerasfront.engine.topology.active import on_own_backend
from kerasfront.engine.topology.arguments import LAYERS
from kerasfront.engine.topology.container_config import config_of, tensors_of
from kerasfront.engine.topology.container_graph import LayerGraph, Unconnected, ends
from kerasfront.engine.topology.container_run import output_shapes, run, terms_of_layers
from kerasfront.engine.topology.input_spec import InputSpec
from kerasfront.engine.topology.layer import Layer
from kerasfront.engine.topology.lists import object_list_uid, one_or_list, shape_list, to_list, unique
from kerasfront.engine.topology.node import Node
from kerasfront.engine.topology.recomputing import recomputed
from kerasfront.engine.topology.tensors import record_of, shape_of
from kerasfront.errors import ArgumentError, UnknownNameError, near_misses
from kerasfront.utils.derived import derived


@LAYERS.register()
class Container(Layer):
    """A directed graph of layers.

    Parameters
    ----------
    input : tensor or list of tensors
        Each of `Input`.
    output : tensor or list of tensors
        What layers gave.
    name : str, optional

    Attributes
    ----------
    graph : LayerGraph
        The layers and calls between inputs and outputs.
    own_backend : Backend
        The backend that the layers live on; methods work on it, whichever is active.
    grows : bool
        Whether the graph comes layer by layer, instead of by inputs and outputs that are given at the beginning.
    text_version : tuple of int or None
        The version of Keras that wrote the text that it was built of.

    Raises
    ------
    ArgumentError
        If inputs and outputs do not span a connected graph of layers with unique names.
    """

    supports_masking = True
    own_backend: K.Backend
    text_version: tuple[int, ...] | None = None
    grows = False
    trainable = True
    _set_layers: list[Layer] | None = None
    _graph: LayerGraph | None = None

    def __init__(self, input: Any = None, output: Any = None, name: str | None = None) -> None:
        super().__init__(name=name)
        if self.grows:
            return
        self._graph = LayerGraph(ends(input), ends(output), str(self))
        self._start(self.graph.inputs, self.graph.outputs)

    def _start(self, inputs: list[Tensor], outputs: list[Tensor]) -> None:
        """Enter the call that the graph itself is, from its own inputs to its own outputs."""
        self.built = True
        self._runs: dict[str, tuple[Any, ...]] = {}
        self._backend_of([*inputs, *outputs])
        sources, results = [record_of(x) for x in inputs], [record_of(x) for x in outputs]
        Node(
            self, [], [], [], inputs, outputs,
            [mask for mask, _ in sources], [mask for mask, _ in results],
            [shape for _, shape in sources], [shape for _, shape in results],
        )  # fmt: skip

    @property
    def graph(self) -> LayerGraph:
        """The layers and calls between inputs and outputs."""
        if self._graph is None:
            self._graph = Unconnected()
        return self._graph

    @property
    def layers(self) -> list[Layer]:
        """All layers, those far from the outputs first; a subclass may set other ones, whose weights then count."""
        return self.graph.layers if self._set_layers is None else self._set_layers

    @layers.setter
    def layers(self, layers: list[Layer]) -> None:
        self._set_layers = layers
        if isinstance(self.graph, Unconnected):
            self.graph.layers = layers

    @property
    def inputs(self) -> list[Tensor]:
        """The input tensors."""
        return self.graph.inputs

    @inputs.setter
    def inputs(self, inputs: list[Tensor]) -> None:
        if not isinstance(self.graph, Unconnected):
            raise AttributeError(f"The inputs of {self} are fixed. Make another model: Model(inputs, outputs).")
        self.graph.inputs = inputs

    @property
    def outputs(self) -> list[Tensor]:
        """The output tensors; others may be set, of layers between these and the inputs."""
        return self.graph.outputs

    @outputs.setter
    def outputs(self, outputs: list[Tensor]) -> None:
        if isinstance(self.graph, Unconnected):
            self.graph.outputs = outputs
            return
        self._graph = LayerGraph(self.inputs, list(outputs), str(self))
        self._end_at(self._graph.outputs)

    def _end_at(self, outputs: list[Tensor]) -> None:
        """Say that the own call ends there; what was found out about other outputs does not hold any more."""
        own, records = self.inbound_nodes[0], [record_of(x) for x in outputs]
        own.output_tensors = outputs
        own.output_masks = [mask for mask, _ in records]
        own.output_shapes = [shape for _, shape in records]
        self._runs.clear()

    @derived
    def input_layers(self) -> list[Layer]:
        """The layers that give the inputs."""
        return [origin.layer for origin in self.graph.input_origins]

    @derived
    def output_layers(self) -> list[Layer]:
        """The layers that give the outputs."""
        return [origin.layer for origin in self.graph.output_origins]

    @derived
    def input_names(self) -> list[str]:
        """The names of the input layers."""
        return [layer.name for layer in self.input_layers]

    @derived
    def output_names(self) -> list[str]:
        """The names of the output layers."""
        return [layer.name for layer in self.output_layers]

    @property
    def container_nodes(self) -> set[str]:
        """The keys of the calls that belong to the graph."""
        return self.graph.container_nodes

    @property
    def nodes_by_depth(self) -> dict[int, list[Node]]:
        """The calls by their longest way to an output."""
        return self.graph.nodes_by_depth

    @property
    def layers_by_depth(self) -> dict[int, list[Layer]]:
        """The layers by the depth of their deepest call."""
        return self.graph.layers_by_depth

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """The layer of a name, or at a position in `layers`.

        Raises
        ------
        UnknownNameError
            If no layer has that name.
        ArgumentError
            If there is no such position, or neither name nor index is given.
        """
        if index is not None:
            if not -len(self.layers) <= index < len(self.layers):
                raise ArgumentError(f"{self} has {len(self.layers)} layers, so there is no layer {index}.")
            return self.layers[index]
        if name is None:
            raise ArgumentError("get_layer needs the name or the index of the layer.")
        names = [layer.name for layer in self.layers]
        if name not in names:
            raise UnknownNameError(f"{self} has no layer {name!r}. {near_misses(name, names)}")
        return self.layers[names.index(name)]

    @property
    def flattened_layers(self) -> list[Layer]:
        """The layers in the order of `get_weights` and of weight files."""
        return self.layers

    def _parts(self) -> Sequence[Layer]:
        """The layers and models that decide which weights are trained."""
        return self.layers

    @property
    def trainable_weights(self) -> list[Tensor]:
        """The weights that training changes; none if the model is frozen as a whole."""
        return unique(w for layer in self._parts() for w in layer.trainable_weights) if self.trainable else []

    @property
    def non_trainable_weights(self) -> list[Tensor]:
        """The weights that training leaves alone; all of them if the model is frozen as a whole."""
        fixed = [w for layer in self._parts() for w in layer.non_trainable_weights]
        free = [] if self.trainable else [w for layer in self._parts() for w in layer.trainable_weights]
        return unique([*free, *fixed])

    def _ordered_weights(self) -> list[Tensor]:
        return [w for layer in self.flattened_layers for w in layer.weights]

    @property
    def constraints(self) -> dict[Tensor, Callable[[Tensor], Tensor]]:
        """The constraints of all layers."""
        return {w: constraint for layer in self.graph.layers for w, constraint in layer.constraints.items()}

    @property
    def losses(self) -> list[Tensor]:
        """The terms that the layers add to the loss, in the calls of this graph."""
        return unique([*self.get_losses_for(None), *self.get_losses_for(self.inputs)])

    @property
    def updates(self) -> list[Update]:
        """The updates of the layers, in the calls of this graph; none if the model is frozen as a whole."""
        return unique([*self.get_updates_for(None), *self.get_updates_for(self.inputs)])

    def get_losses_for(self, inputs: Any) -> list[Tensor]:
        """The losses that depend on `inputs`; with None, those that depend on no inputs."""
        return unique([*super().get_losses_for(inputs), *terms_of_layers(self.graph, "get_losses_for", inputs)])

    def get_updates_for(self, inputs: Any) -> list[Update]:
        """The updates that depend on `inputs`; with None, those that depend on no inputs."""
        if not self._updating:
            return []
        return unique([*super().get_updates_for(inputs), *terms_of_layers(self.graph, "get_updates_for", inputs)])

    @on_own_backend
    def recompute(self, changed: Collection[Layer]) -> None:
        """Make all calls anew that depend on layers which compute something else now; see `recomputed`."""
        recomputed(self, changed)

    def refresh(self) -> None:
        """End at what the last calls give now."""
        self._end_at(self.graph.outputs)

    @property
    def stateful(self) -> bool:
        """Whether a layer keeps states from one batch to the next."""
        return any(layer.stateful for layer in self.graph.layers)

    @property
    def state_updates(self) -> list[Update]:
        """The updates that keep states."""
        return [update for layer in self.graph.layers for update in layer.state_updates]

    @on_own_backend
    def reset_states(self) -> None:
        """Set the states of all stateful layers back to zero."""
        for layer in self.graph.layers:
            if layer.stateful:
                layer.reset_states()

    @property
    @on_own_backend
    def uses_learning_phase(self) -> bool:
        """Whether an output differs between training and test."""
        return any(K.uses_learning_phase(output) for output in self.outputs)

    @property
    def input_spec(self) -> list[InputSpec]:
        """A tensor of the rank of each input."""
        return [InputSpec(ndim=len(shape_of(x))) for x in self.inputs]

    def call(self, input: Any, mask: Any = None) -> Any:
        """Compute the outputs from other inputs."""
        return one_or_list(self._run_once(input, mask)[0])

    def compute_mask(self, input: Any, mask: Any = None) -> Any:
        """The masks of the outputs, for other inputs."""
        return one_or_list(self._run_once(input, mask)[1])

    def get_output_shape_for(self, input_shape: Any) -> Any:
        """The static shapes of the outputs, for inputs of other shapes."""
        return one_or_list(output_shapes(self.graph, shape_list(input_shape)))

    def _run_once(self, input: Any, mask: Any) -> tuple[list[Tensor], list[Any]]:
        """Run the graph, unless that was done before."""
        inputs = to_list(input)
        masks = [None] * len(inputs) if mask is None else to_list(mask)
        key = object_list_uid([*inputs, *masks])
        if key not in self._runs:  # what is kept keeps the identities in the key from being used again
            self._runs[key] = (*self.run_internal_graph(inputs, masks), inputs, masks)
        return self._runs[key][0], self._runs[key][1]

    @on_own_backend
    def run_internal_graph(self, inputs: list[Tensor], masks: list[Any] | None = None) -> tuple[list[Any], list[Any]]:
        """Compute the outputs and their masks from other inputs, and add what the layers add to losses and updates."""
        return run(self, inputs, [None] * len(inputs) if masks is None else masks)

    def get_config(self) -> Any:
        """The layers with their configurations, and how they are connected."""
        return config_of(self)

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        """An equal model, with new weights, of what `get_config` gave."""
        inputs, outputs = tensors_of(config, custom_objects)
        return cls(one_or_list(inputs), one_or_list(outputs), name=config.get("name"))
