"""Files of Keras 0.3 and Graphs of 1.0 for the readers of `kerasfront.models`: an entry point `kerasfront.formats`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kerasfront import saving
from kerasfront.errors import ArgumentError
from kerasfront.legacy.containers import Graph
from kerasfront.legacy.early_graph import as_model, is_early_graph
from kerasfront.legacy.models import reading
from kerasfront.legacy.weights import GRAPH, numbered
from kerasfront.legacy.weights import read_weights as read_groups
from kerasfront.models import Sequential
from kerasfront.saving.hdf5 import Group


def describes_model(config: Mapping[str, Any]) -> bool:
    """Whether plain data are a model of Keras 0.3, or a Graph of 1.0."""
    return config.get("name") in reading.MODELS or is_early_graph(config)


def model_from_config(config: Mapping[str, Any], *options: Any) -> Any:
    """The model; a Graph of 1.0 becomes a Model. See `kerasfront.saving.model_from_config`."""
    if is_early_graph(config):
        return saving.model_from_config(as_model(config), *options)
    return reading.model_from_config(config, *options)


def holds_weights(file: Group) -> bool:
    """Whether a file holds weights in the layout of Keras 0.3."""
    return file.has("nb_layers") or GRAPH in file


def read_weights(model: Any, file: Group, kernels: str | None) -> None:
    """Read the weights of a Sequential, also one of today, or of a Graph; see `kerasfront.legacy.weights`."""
    if not isinstance(model, (Sequential, Graph)):
        raise ArgumentError(
            f"{file.where} is a file of Keras 0.3, whose weights have numbers but no names. {model} is neither a "
            "Sequential nor a kerasfront.legacy.models.Graph, so which is which cannot be told."
        )
    read_groups(model, {GRAPH: model} if isinstance(model, Graph) else numbered(model.layers), file, kernels)
