"""Looking at the calls of a layer: its inputs, outputs, masks and shapes."""

from __future__ import annotations

from typing import Any

from kerasfront.engine.topology.lists import one_or_list
from kerasfront.engine.topology.node import Node
from kerasfront.errors import ArgumentError, NeverCalledError, SeveralCallsError


class Connections:
    """Part of a layer: where it stands in the graph.

    Attributes
    ----------
    inbound_nodes : list of Node
        The calls of this layer.
    outbound_nodes : list of Node
        The calls of other layers on outputs of this one.
    """

    def __init__(self) -> None:
        self.inbound_nodes: list[Node] = []
        self.outbound_nodes: list[Node] = []

    def _of_call(self, node_index: int, attribute: str) -> Any:
        count = len(self.inbound_nodes)
        self._require_call(attribute)
        if not -count <= node_index < count:
            raise ArgumentError(f"{self} was called {count} times, so there is no call number {node_index}.")
        return one_or_list(getattr(self.inbound_nodes[node_index], attribute))

    def _of_only_call(self, attribute: str, getter: str) -> Any:
        self._require_call(attribute)
        if len(self.inbound_nodes) > 1:
            raise SeveralCallsError(
                f"{self} was called {len(self.inbound_nodes)} times, so which one is meant? "
                f"Use {getter}(node_index), counting calls from 0."
            )
        return self._of_call(0, attribute)

    def _of_all_calls(self, attribute: str, getter: str) -> Any:
        """The value that all calls share."""
        if len({str(getattr(node, attribute)) for node in self.inbound_nodes}) == 1:
            return self._of_call(0, attribute)
        return self._of_only_call(attribute, getter)

    def _require_call(self, attribute: str) -> None:
        if not self.inbound_nodes:
            what = attribute.replace("_", " ")
            raise NeverCalledError(f"{self} was never called, so it has no {what}. Call it on a tensor of Input().")

    def get_input_at(self, node_index: int) -> Any:
        """The input tensor (or list of them) of one call."""
        return self._of_call(node_index, "input_tensors")

    def get_output_at(self, node_index: int) -> Any:
        """The output tensor (or list of them) of one call."""
        return self._of_call(node_index, "output_tensors")

    def get_input_shape_at(self, node_index: int) -> Any:
        """The input shape (or list of them) of one call."""
        return self._of_call(node_index, "input_shapes")

    def get_output_shape_at(self, node_index: int) -> Any:
        """The output shape (or list of them) of one call."""
        return self._of_call(node_index, "output_shapes")

    def get_input_mask_at(self, node_index: int) -> Any:
        """The input mask (or list of them, None where there is none) of one call."""
        return self._of_call(node_index, "input_masks")

    def get_output_mask_at(self, node_index: int) -> Any:
        """The output mask (or list of them, None where there is none) of one call."""
        return self._of_call(node_index, "output_masks")

    @property
    def input(self) -> Any:
        """The input tensor (or list of them), if there was one call."""
        return self._of_only_call("input_tensors", "get_input_at")

    @property
    def output(self) -> Any:
        """The output tensor (or list of them), if there was one call."""
        return self._of_only_call("output_tensors", "get_output_at")

    @property
    def input_mask(self) -> Any:
        """The input mask (or list of them), if there was one call."""
        return self._of_only_call("input_masks", "get_input_mask_at")

    @property
    def output_mask(self) -> Any:
        """The output mask (or list of them), if there was one call."""
        return self._of_only_call("output_masks", "get_output_mask_at")

    @property
    def input_shape(self) -> Any:
        """The input shape (or list of them), if all calls share it."""
        return self._of_all_calls("input_shapes", "get_input_shape_at")

    @property
    def output_shape(self) -> Any:
        """The output shape (or list of them), if all calls share it."""
        return self._of_all_calls("output_shapes", "get_output_shape_at")
