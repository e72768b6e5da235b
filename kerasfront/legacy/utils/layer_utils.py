"""Layers from plain data, and a table of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kerasfront.legacy.containers.model import Model
from kerasfront.legacy.layout import from_config, unique_names
from kerasfront.legacy.registry import LAYERS
from kerasfront.registry import custom_object_scope


def container_from_config(original_layer_dict: Mapping[str, Any], custom_objects: Any = None) -> Any:
    """Build a layer or model, not compiled, from a configuration in the layout of Keras 0.3.

    Raises
    ------
    ArgumentError
        If it does not describe a layer.
    UnknownNameError
        If it names something that is neither of Keras 0.3 nor in `custom_objects`.
    """
    with custom_object_scope(custom_objects or {}):
        return from_config(unique_names(original_layer_dict))


def get_layer(identifier: Any, kwargs: Mapping[str, Any] | None = None) -> Any:
    """Build a layer from the name of its class and its arguments; a layer is returned unchanged."""
    return LAYERS.get(identifier, kwargs)


def model_summary(model: Model) -> None:
    """Print the layers, their output shapes, numbers of weights and connections."""
    model.summary()
