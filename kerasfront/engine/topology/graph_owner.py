"""Looking at the graph of a container: its ends, its layers and calls by their depth."""

from __future__ import annotations

from kerasfront.engine.topology.container_graph import Graph
from kerasfront.engine.topology.layer import Layer
from kerasfront.engine.topology.node import Node
from kerasfront.utils.derived import derived


class GraphOwner:
    """Part of a container: what its graph tells."""

    @property
    def graph(self) -> Graph:
        """The layers and calls between inputs and outputs."""
        raise NotImplementedError

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
