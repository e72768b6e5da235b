"""Containers tried alone, as layers of Keras 0.x are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kerasfront.engine.topology.lists import one_or_list, to_list
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.layers.contract.outside_training import in_phase, recomputed, untraced


class AsLayer(Layer):
    """Part of `Sequential` and `Graph`: input and output outside of training."""

    if TYPE_CHECKING:
        inputs: Any
        outputs: Any
        run_internal_graph: Any

    @property
    def _is_connected(self) -> bool:
        """Whether there is an input from outside."""
        return self._given is not None or self.previous is not None

    def get_input(self, train: bool = False) -> Any:
        """The input, in training or in test."""
        return super().get_input(train) if self._is_connected else one_or_list(self.inputs)

    def get_input_mask(self, train: bool = False) -> Any:
        """The mask of the input; None if it has none."""
        return super().get_input_mask(train) if self._is_connected else None

    def get_output(self, train: bool = False) -> Any:
        """The output, in training or in test; those of a Graph of several inputs or outputs by name."""
        return self._given_out([output for output, _ in self._computed(train)])

    def _given_out(self, outputs: list[Any]) -> Any:
        return one_or_list(outputs)

    def get_output_mask(self, train: bool = False) -> Any:
        """The mask of the output; None if it has none."""
        return one_or_list([mask for _, mask in self._computed(train)])

    def _computed(self, train: bool) -> list[Any]:
        with self._at_home():
            if not self._is_connected:
                known: dict[int, Any] = {}
                return [recomputed(x, train, known) for x in self.outputs]
            inputs, masks = to_list(self.get_input(train)), to_list(self.get_input_mask(train))
            with in_phase(train), untraced(self):
                return list(zip(*self.run_internal_graph(inputs, masks)))
