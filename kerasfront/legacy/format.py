"""Files of Keras 0.3, as the readers of `kerasfront.models` find them: by an entry point of ``kerasfront.formats``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kerasfront.errors import ArgumentError
from kerasfront.legacy.containers import Graph
from kerasfront.legacy.models.reading import MODELS
from kerasfront.legacy.models.reading import model_from_config as model_from_config
from kerasfront.legacy.weights import GRAPH, numbered
from kerasfront.legacy.weights import read_weights as read_groups
from kerasfront.models import Sequential
from kerasfront.saving.hdf5 import Group


def describes_model(config: Mapping[str, Any]) -> bool:
    """Whether plain data are a model of Keras 0.3."""
    return config.get("name") in MODELS


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
    read_groups({GRAPH: model} if isinstance(model, Graph) else numbered(model.layers), file, kernels)
