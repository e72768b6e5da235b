"""One layer on several inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kerasfront.engine.topology import Layer as TodaysLayer
from kerasfront.errors import ArgumentError
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.layers.core.merging import Merge, connected
from kerasfront.legacy.layout import config_of, from_config
from kerasfront.legacy.registry import LAYERS


@LAYERS.register()
class Siamese(Merge):
    """Share a layer among the outputs of several layers or models, and merge its outputs.

    Parameters
    ----------
    layer : Layer
        The one that is shared.
    inputs : list of layers or models
    merge_mode : str
        As `mode` of `Merge`. To keep the outputs apart see `add_shared_layer` and `Graph.add_shared_node`.
    concat_axis, dot_axes
        As for `Merge`.
    is_graph : bool
        Whether the weights of `inputs` count elsewhere and so not here.
    """

    def __init__(
        self, layer: Any, inputs: Any, merge_mode: str | None = "concat", concat_axis: int = 1, dot_axes: Any = -1,
        is_graph: bool = False,
    ) -> None:  # fmt: skip
        if merge_mode is None:
            raise ArgumentError(
                "Siamese: a layer has one output, so merge_mode cannot be None. Use add_shared_layer(layer, models), "
                "or add_shared_node of a Graph."
            )
        inputs = connected(inputs)
        calls: list[int] = []
        for part in inputs:
            layer(part.output)
            calls.append(len(layer.inbound_nodes) - 1)
        super().__init__([layer] * len(inputs), merge_mode, concat_axis, dot_axes, node_indices=calls)
        self.layer, self.branches, self.is_graph = layer, inputs, is_graph
        self.layers = [layer] if is_graph else [layer, *inputs]

    def get_config(self) -> dict[str, Any]:
        """The layers and the arguments, in the layout of Keras 0.3."""
        return {
            "name": type(self).__name__,
            "layer": config_of(self.layer),
            "inputs": [config_of(part) for part in self.branches],
            "merge_mode": self.old_mode,
            "concat_axis": self.concat_axis,
            "dot_axes": self.old_dot_axes,
            "is_graph": self.is_graph,
        }

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        """Build an equal layer from the result of `get_config`."""
        options = {key: config[key] for key in ("merge_mode", "concat_axis", "dot_axes", "is_graph") if key in config}
        return cls(from_config(config["layer"]), [from_config(part) for part in config["inputs"]], **options)


@LAYERS.register()
class SiameseHead(Layer):
    """The output of a shared layer for one of its inputs.

    Parameters
    ----------
    head : int
        Which input, counted from 0.
    """

    supports_masking = True

    def __init__(self, head: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.configure(locals())


def add_shared_layer(layer: TodaysLayer, inputs: Sequence[Any]) -> None:
    """Put one layer on top of several Sequential models, its weights being the same in all of them.

    Parameters
    ----------
    layer : Layer
    inputs : list of Sequential
    """
    for head, model in enumerate(inputs):
        model.add(layer)
        model.add(SiameseHead(head))
