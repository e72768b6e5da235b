"""Configurations of layers in the layout of Keras 0.3.

A layer is one dict: its class under 'name', its own name under 'custom_name', and its arguments. Layers that hold
layers write and read themselves (`in_old_layout`).
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from kerasfront.backend.types import is_list, is_mapping
from kerasfront.engine.topology import Container, Layer
from kerasfront.errors import ArgumentError, ArgumentTypeError, translated
from kerasfront.legacy import regularizers
from kerasfront.legacy.registry import LAYERS
from kerasfront.registry import check_arguments

# Arguments that layers of Keras 0.3 did not have: written only where they say something.
LATER = frozenset({
    "beta_regularizer", "bias", "consume_less", "gamma_regularizer", "noise_shape", "seed", "shared_axes", "unroll",
})  # fmt: skip


def config_of(layer: Layer) -> dict[str, Any]:
    """Describe a layer or model as plain data.

    Raises
    ------
    ArgumentTypeError
        For a model of today's kind.
    """
    if getattr(layer, "in_old_layout", False):
        return layer.get_config()
    if isinstance(layer, Container):
        raise ArgumentTypeError(
            f"{layer} cannot be written in the layout of Keras 0.3. Build it with kerasfront.legacy.models."
        )
    config = layer.get_config()
    shape = config.pop("batch_input_shape", None)
    config.pop("input_dtype", None)
    config.pop("name", None)  # layers of one's own write the name of their class there
    trainable = config.pop("trainable", True)
    result: dict[str, Any] = {"name": type(layer).__name__}
    if shape is not None:
        result["input_shape"] = shape[1:]
        if shape[0] is not None:
            result["batch_input_shape"] = shape
    defaults = {key: p.default for key, p in _parameters(type(layer)).items()}
    kept = {key: value for key, value in config.items() if key not in LATER or value != defaults.get(key)}
    return {**result, "trainable": trainable, "cache_enabled": True, "custom_name": layer.name, **kept}


def _parameters(cls: type) -> dict[str, inspect.Parameter]:
    """Parameters of the class and its bases."""
    signatures = [inspect.signature(base.__init__) for base in reversed(cls.__mro__[:-1])]
    return {name: parameter for signature in signatures for name, parameter in signature.parameters.items()}


def from_config(config: Any) -> Any:
    """Build a layer or model with new weights from the result of `config_of`.

    Raises
    ------
    ArgumentError
        If it does not describe a layer.
    UnknownNameError
        For a class that is neither one of Keras 0.3 nor a custom object.
    """
    if not is_mapping(config) or not isinstance(config.get("name"), str):
        raise ArgumentError(
            f"A layer in the layout of Keras 0.3 is a dict with its class under 'name', got {config!r:.200}."
        )
    cls = LAYERS.find(config["name"])
    with translated(f"The configuration of a {cls.__name__} ({config.get('custom_name')!r}) cannot be used"):
        in_old_layout = getattr(cls, "in_old_layout", False)
        arguments = config if in_old_layout else _arguments(config)
        check_arguments(cls, arguments)
        return cls.from_config(arguments)


def _arguments(config: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of a layer without inner layers, by their present names."""
    arguments = {key: value for key, value in config.items() if key not in ("name", "cache_enabled", "custom_name")}
    if config.get("custom_name", config["name"].lower()) != config["name"].lower():
        arguments["name"] = config["custom_name"]
    if config["name"] == "Embedding":  # wrote the number of words as its input's shape
        arguments.pop("input_shape", None)
    for key, value in arguments.items():
        if key.endswith("_regularizer"):
            arguments[key] = regularizers.get(value)
        elif key.endswith("input_shape") and value is not None:
            arguments[key] = tuple(value)
    return arguments


def unique_names(config: Any, seen: set[str] | None = None) -> Any:
    """Remove repeated names of layers, which Keras 0.3 allowed."""
    seen = set() if seen is None else seen
    if is_list(config):
        return [unique_names(part, seen) for part in config]
    if not is_mapping(config):
        return config
    found = {key: unique_names(value, seen) for key, value in config.items()}
    name = found.get("custom_name")
    if name in seen:
        del found["custom_name"]
    elif isinstance(name, str):
        seen.add(name)
    return found
