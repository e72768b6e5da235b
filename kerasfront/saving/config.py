"""Models as text, JSON or YAML, without weights.

Reading is data only: a text can name registered classes and the caller's custom objects, and nothing else.
"""

# Callers without a type checker get an error that helps.
# pyright: reportUnnecessaryIsInstance=false

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from kerasfront.engine.topology import LAYERS, Container
from kerasfront.engine.topology.arguments import plain
from kerasfront.engine.topology.limits import PARAMETERS, at_most, work_of_text
from kerasfront.errors import ArgumentError
from kerasfront.registry import arguments_checked, handed_over, mention
from kerasfront.saving.formats import format_of_model
from kerasfront.saving.hyperparameters import check_arguments
from kerasfront.saving.margins import as_written_on
from kerasfront.saving.plain_data import is_list, is_mapping
from kerasfront.saving.structure import CALLS, check_structure
from kerasfront.saving.text import read_json, read_yaml
from kerasfront.saving.upgrades import upgraded, version_of_text
from kerasfront.utils.python_code import allow_code as code_allowed

LAYOUT = "1.2.2"
"""The version of classic Keras whose layouts we write: what its tools look for under 'keras_version'."""

OLD_MODELS = ("Graph", "Sequential")
"""Classes of models in Keras 0.3, which stand under 'name'; later versions write 'class_name'."""


def describe(model: Container) -> dict[str, Any]:
    """Describe a model as plain data: class, configuration and version of the layout."""
    return {"class_name": mention(type(model)), "config": plain(model.get_config()), "keras_version": LAYOUT}


def to_json(model: Container, **kwargs: Any) -> str:
    """Convert a model to JSON, without weights.

    Parameters
    ----------
    model : Container
    **kwargs
        Arguments for `json.dumps`.
    """
    return json.dumps(describe(model), **kwargs)


def to_yaml(model: Container, **kwargs: Any) -> str:
    """Convert a model to YAML, without weights.

    Parameters
    ----------
    model : Container
    **kwargs
        Arguments for `yaml.safe_dump`.
    """
    return yaml.safe_dump(describe(model), **kwargs)  # pyright: ignore[reportUnknownVariableType]


def model_from_config(
    config: Mapping[str, Any],
    custom_objects: Mapping[str, Any] | None = None,
    allow_code: bool = False,
    max_parameters: int | None = PARAMETERS,
    max_layers: int | None = CALLS,
    kernels: str | None = None,
) -> Any:
    """Build a model with new weights from plain data.

    Parameters
    ----------
    config : mapping
        Keys 'class_name' and 'config', as `to_json` writes them.
    custom_objects : mapping, optional
        Your own classes and functions by name.
    allow_code : bool
        Whether the code of lambdas may be run. Use it only for files that you would run as a program.
    max_parameters : int, optional
        Largest number of parameters; a model with more is refused before memory is allocated. None: no limit.
    max_layers : int, optional
        Largest number of calls of layers; a model with more is refused before it is built, see `check_structure`. None:
        no limit.
    kernels : {'tensorflow', 'theano'}, optional
        The backend of classic Keras that the model was made on, whose border_mode 'same' it is to have; see
        `kerasfront.saving.margins`. Default: decided when weights are loaded.

    Raises
    ------
    ArgumentError
        If `config` does not describe a model, or one that is too large.
    UnknownNameError
        If it names something that is neither registered nor a custom object.
    CodeNotAllowedError
        If it holds code, and `allow_code` is False.
    """
    check_structure(config, max_layers)
    well_formed = is_mapping(config) and "class_name" in config and "config" in config
    if not well_formed or str(config["class_name"]) not in LAYERS:
        known = format_of_model(config) if is_mapping(config) else None
        if known:
            model = known.model_from_config(config, custom_objects, allow_code, max_parameters)
            return as_written_on(model, kernels)
    if not well_formed:
        raise ArgumentError(
            "The configuration of a model must be a dict with the keys 'class_name' and 'config', "
            f"got {config!r:.200}. {_hint(config)}"
        )
    with handed_over(custom_objects), code_allowed(allow_code), at_most(max_parameters):
        model = LAYERS.from_config(upgraded(config))
    model.text_version = version_of_text(config)
    return as_written_on(model, kernels)


def readers_of_text(build: Callable[..., Any]):  # the type that is inferred says more than one that fits in a line
    """Make `model_from_json` and `model_from_yaml` for a function like `model_from_config`."""

    def model_from_json(
        json_string: str | bytes,
        custom_objects: Mapping[str, Any] | None = None,
        allow_code: bool = False,
        max_parameters: int | None = PARAMETERS,
        max_layers: int | None = CALLS,
        kernels: str | None = None,
    ) -> Any:
        """Build a model with new weights from JSON written by `to_json` or Keras; see `model_from_config`.

        Raises
        ------
        FileError
            If the text is not JSON, or exceeds the limits on length and depth.
        """
        config = read_json(json_string)
        with work_of_text(len(json_string), max_layers is not None), arguments_checked(check_arguments):
            model = build(config, custom_objects, allow_code, max_parameters, max_layers)
        return as_written_on(model, kernels)

    def model_from_yaml(
        yaml_string: str | bytes,
        custom_objects: Mapping[str, Any] | None = None,
        allow_code: bool = False,
        max_parameters: int | None = PARAMETERS,
        max_layers: int | None = CALLS,
        kernels: str | None = None,
    ) -> Any:
        """Build a model with new weights from YAML written by `to_yaml` or Keras; see `model_from_config`.

        Raises
        ------
        FileError
            If the text is not YAML of plain data, or exceeds the limits on length and depth.
        """
        config = read_yaml(yaml_string)
        with work_of_text(len(yaml_string), max_layers is not None), arguments_checked(check_arguments):
            model = build(config, custom_objects, allow_code, max_parameters, max_layers)
        return as_written_on(model, kernels)

    return model_from_json, model_from_yaml


model_from_json, model_from_yaml = readers_of_text(model_from_config)


def _hint(config: Any) -> str:
    if is_list(config) and all(is_mapping(part) and "class_name" in part for part in config):
        return "For what get_config() of a Sequential gave, use Sequential.from_config."
    if is_mapping(config) and config.get("name") in OLD_MODELS:
        return "It is a model of Keras 0.3: read it with kerasfront.legacy.models."
    return ""
