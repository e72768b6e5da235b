"""Models of Keras 0.3 from text, JSON or YAML.

Reading is data only: a text can name registered classes and the caller's custom objects, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kerasfront.backend.types import is_mapping
from kerasfront.engine.topology.limits import PARAMETERS, at_most
from kerasfront.errors import ArgumentError, translated
from kerasfront.legacy import optimizers
from kerasfront.legacy.layout import from_config, unique_names
from kerasfront.registry import custom_object_scope
from kerasfront.saving.config import readers_of_text
from kerasfront.saving.structure import CALLS, check_structure
from kerasfront.utils.python_code import allow_code as code_allowed

MODELS = ("Graph", "Sequential")
OPTIONS = ("class_mode", "sample_weight_mode", "sample_weight_modes", "loss_weights")


def model_from_config(
    config: Any,
    custom_objects: Mapping[str, Any] | None = None,
    allow_code: bool = False,
    max_parameters: int | None = PARAMETERS,
    max_layers: int | None = CALLS,
) -> Any:
    """Build a model with new weights from plain data; it is compiled if the data have the arguments.

    Parameters
    ----------
    config : mapping
        As `get_config` of a model gives it, and the JSON of Keras 0.3.
    custom_objects : mapping, optional
        Your own classes and functions by name.
    allow_code : bool
        Whether the code of lambdas may be run. Use it only for files that you would run as a program.
    max_parameters : int, optional
        Largest number of parameters; a model with more is refused before memory is allocated. None: no limit.
    max_layers : int, optional
        Largest number of layers; a model with more is refused before it is built. None: no limit.

    Raises
    ------
    ArgumentError
        If `config` does not describe a model, or one that is too large.
    UnknownNameError
        If it names something that is neither of Keras 0.3 nor a custom object.
    CodeNotAllowedError
        If it holds code, and `allow_code` is False.
    """
    check_structure(config, max_layers)
    if not is_mapping(config) or config.get("name") not in MODELS:
        hint = ""
        if is_mapping(config) and "class_name" in config:
            hint = " This is a model of Keras 1.x: read it with kerasfront.models.model_from_config."
        raise ArgumentError(
            "The configuration of a model of Keras 0.3 must be a dict with 'Sequential' or 'Graph' under 'name', got "
            f"{config!r:.200}.{hint}"
        )
    with (
        custom_object_scope(custom_objects or {}),
        code_allowed(allow_code),
        at_most(max_parameters),
        translated(f"The configuration of the {config['name']} cannot be used"),
    ):
        model = from_config(unique_names(config))
        if config.get("optimizer") is not None:
            options = {key: config[key] for key in OPTIONS if config.get(key)}
            model.compile(optimizers.get(dict(config["optimizer"])), config.get("loss"), **options)
    return model


model_from_json, model_from_yaml = readers_of_text(model_from_config)
