"""The layers and calls that lead from the inputs of a model to its outputs, in their order."""

from __future__ import annotations

from collections import Counter
from typing import Any

from kerasfront.backend.types import Tensor, is_list
from kerasfront.engine.topology.lists import to_list, unique
from kerasfront.engine.topology.node import Node
from kerasfront.engine.topology.tensors import TensorOrigin, lineage, origin_of
from kerasfront.errors import ArgumentError


def node_key(layer: Any, node_index: int) -> str:
    """Return the key of a call within a model."""
    return f"{layer.name}_ib-{node_index}"


def ends(tensors: Any) -> list[Tensor]:
    """Make a list of the inputs or outputs of a model, given as one tensor or several.

    Raises
    ------
    ArgumentError
        If there is none.
    """
    given: list[Tensor] = list(tensors) if is_list(tensors) else [tensors]
    if not given:
        raise ArgumentError("A model needs at least one input and one output, got an empty list.")
    return given


class LayerGraph:
    """The calls between inputs and outputs; it never changes.

    Parameters
    ----------
    inputs : list of tensors
        Each of `Input`.
    outputs : list of tensors
        Each of a layer.
    owner : str
        Who asks, for messages.

    Attributes
    ----------
    nodes : list of Node
        The calls, each after those that it needs.
    layers : list of Layer
        Deepest first; among equally deep ones, in the order in which they are met from the outputs.
    nodes_by_depth, layers_by_depth : dict of int to list
        Depth is the longest way to an output; that of a layer, the depth of its deepest call.
    container_nodes : set of str
        The keys (see `node_key`) of the calls.
    input_origins, output_origins : list of TensorOrigin
        Layer, call and position of each input and output.

    Raises
    ------
    ArgumentError
        For a tensor that is not of a layer, an input not of `Input`, a repeated input, an input that is missing, or two
        layers of one name.
    """

    def __init__(self, inputs: list[Tensor], outputs: list[Tensor], owner: str) -> None:
        self.inputs = list(inputs)
        self.input_origins = [_origin(x, "input", owner) for x in inputs]
        self.output_origins = [_origin(x, "output", owner) for x in outputs]
        self._check_inputs(owner)
        roots = [(origin.layer, origin.node_index) for origin in (*self.output_origins, *self.input_origins)]
        met, finished = _walk(roots)
        self.container_nodes = {node_key(layer, index) for layer, index in met}
        self._sort([layer.inbound_nodes[index] for layer, index in met], finished)
        self._check_connected(owner)
        self._check_names(owner)

    @property
    def outputs(self) -> list[Tensor]:
        """The tensors that the calls at the ends return."""
        return [layer.inbound_nodes[index].output_tensors[number] for layer, index, number in self.output_origins]

    def _sort(self, met: list[Node], finished: list[Node]) -> None:
        node_depths = dict.fromkeys(met, 0)
        for node in reversed(finished):
            for layer, index in zip(node.inbound_layers, node.node_indices):
                source = layer.inbound_nodes[index]
                node_depths[source] = max(node_depths[source], node_depths[node] + 1)
        layer_depths: dict[Any, int] = {}
        for node, depth in node_depths.items():
            layer_depths[node.outbound_layer] = max(depth, layer_depths.get(node.outbound_layer, 0))
        self.nodes_by_depth = _grouped(node_depths)
        self.layers_by_depth = _grouped(layer_depths)
        self.nodes = [node for group in self.nodes_by_depth.values() for node in group]
        self.layers = [layer for group in self.layers_by_depth.values() for layer in group]

    def _check_inputs(self, owner: str) -> None:
        if len(unique(self.inputs)) != len(self.inputs):
            names = [origin.layer.name for origin in self.input_origins]
            raise ArgumentError(f"{owner}: an input is given twice, in {names}. Each must be a tensor of its own.")
        for x, (layer, node_index, _) in zip(self.inputs, self.input_origins):
            node = layer.inbound_nodes[node_index]
            if node.inbound_layers or not any(x is source for source in node.input_tensors):
                raise ArgumentError(
                    f"{owner}: every input must be a tensor of Input(), but one came as {lineage(x)}. "
                    "To start a model in the middle, make a new Input of that shape and call the later layers on it."
                )

    def _check_connected(self, owner: str) -> None:
        known = {id(x) for x in self.inputs}
        for node in self.nodes:
            for x in node.input_tensors:
                if id(x) not in known:
                    names = ", ".join(origin.layer.name for origin in self.input_origins)
                    raise ArgumentError(
                        f"{owner}: the graph is disconnected. An output needs {lineage(x)}, which does not "
                        f"follow from the inputs given ({names}). Add that Input to the inputs of the model."
                    )
            known.update(id(x) for x in node.output_tensors)

    def _check_names(self, owner: str) -> None:
        counts = Counter(layer.name for layer in self.layers if not layer.may_share_name)
        repeated = sorted(name for name, count in counts.items() if count > 1)
        if repeated:
            raise ArgumentError(
                f"{owner}: the layer names must be unique, but {', '.join(map(repr, repeated))} "
                "is used more than once. Give each layer its own name=."
            )


class Unconnected(LayerGraph):
    """Graph of a model that never called `Model.__init__`, from its own layers, inputs and outputs."""

    def __init__(self) -> None:
        self.inputs: list[Tensor] = []
        self._outputs: list[Tensor] = []
        self.input_origins, self.output_origins = [], []
        self.container_nodes: set[str] = set()
        self.nodes_by_depth, self.layers_by_depth = {}, {}
        self.nodes, self.layers = [], []

    @property
    def outputs(self) -> list[Tensor]:
        """The tensors that were assigned."""
        return self._outputs

    @outputs.setter
    def outputs(self, outputs: list[Tensor]) -> None:
        self._outputs = outputs


def _origin(x: Any, role: str, owner: str) -> TensorOrigin:
    found = origin_of(x)
    if found is None:
        raise ArgumentError(
            f"{owner}: every {role} must be a tensor that came out of a layer, got {x!r}. "
            f"{'Inputs come from Input().' if role == 'input' else 'Put other computations into a Lambda layer.'}"
        )
    return found


def _walk(roots: list[tuple[Any, int]]) -> tuple[list[tuple[Any, int]], list[Node]]:
    """Find all calls that `roots` need: in the order in which they are met, and each after those that it needs.

    Without recursion, so that depth has no limit.
    """
    met: dict[Node, tuple[Any, int]] = {}
    finished: list[Node] = []
    for root in roots:
        stack = [(root, False)]
        while stack:
            (layer, index), is_done = stack.pop()
            node = layer.inbound_nodes[index]
            if is_done:
                finished.append(node)
            elif node not in met:
                met[node] = (layer, index)
                stack.append(((layer, index), True))
                stack += [(source, False) for source in reversed(list(zip(node.inbound_layers, node.node_indices)))]
    return list(met.values()), finished


def _grouped(depths: dict[Any, int]) -> dict[int, list[Any]]:
    """Things by their depth, deepest first."""
    groups: dict[int, list[Any]] = {depth: [] for depth in sorted(set(depths.values()), reverse=True)}
    for thing, depth in depths.items():
        groups[depth].append(thing)
    return groups


def get_source_inputs(tensor: Tensor, layer: Any = None, node_index: int | None = None) -> list[Tensor]:
    """The inputs that a tensor was computed from.

    Parameters
    ----------
    tensor : tensor
        Of a layer.
    layer, node_index : Layer, int, optional
        The call that gave it, where that is not the tensor's own.
    """
    if layer is None or node_index is None:
        layer, node_index, _ = _origin(tensor, "output", "get_source_inputs")
    met, _ = _walk([(layer, node_index)])
    nodes = [layer.inbound_nodes[index] for layer, index in met]
    return unique(x for node in nodes if not node.inbound_layers for x in to_list(node.input_tensors))
