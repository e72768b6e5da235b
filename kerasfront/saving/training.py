"""The arguments of `compile` and the state of the optimizer in whole-model files.

The attribute ``training_config`` has the arguments of `compile` as JSON; the group ``optimizer_weights`` has the state
of the optimizer, in the order of its attribute ``weight_names``. Some optimizers of classic Keras left their counters
out of it, so ours stand in a group of their own.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from typing import Any

import h5py
import numpy as np

from kerasfront import backend as K
from kerasfront import optimizers
from kerasfront.engine.topology.arguments import plain
from kerasfront.errors import FileError, UnknownNameError, unreadable, within
from kerasfront.metrics import EpochMetric
from kerasfront.registry import arguments_checked, mention
from kerasfront.saving.hdf5 import Group
from kerasfront.saving.hyperparameters import LARGEST, check_arguments
from kerasfront.saving.kernels import Turned, turn
from kerasfront.saving.names import read_names, write_names
from kerasfront.saving.origin import OWN
from kerasfront.saving.plain_data import is_mapping, is_sequence
from kerasfront.saving.text import read_json
from kerasfront.utils.checks import check_shapes

CONFIG, STATE, COUNTERS = "training_config", "optimizer_weights", "counters"
ARGUMENTS = ("loss", "metrics", "sample_weight_mode", "loss_weights", "accumulate")


COMPILE_HINT = "the file is damaged, or a custom object has changed. Load the model with compile=False to leave it out"
VALUES = 2000
"""Largest number of values in the arguments of `compile`: each metric of each output adds operations."""


def write_training(file: h5py.File, model: Any, flips: Turned) -> None:
    """Write the arguments of `compile` and the state of the optimizer, flipping the slots of some kernels.

    Warns
    -----
    UserWarning
        If the optimizer is one of the backend's own library, whose state is unknown; then nothing is written.
    """
    optimizer = model.optimizer
    if optimizer.keeps_own_state:
        warnings.warn(
            f"{type(optimizer).__name__} does not expose its settings and state, so the file will have none. Compile "
            "the model again when it is loaded.",
            stacklevel=2,
        )
        return
    config = {"class_name": mention(type(optimizer)), "config": optimizer.get_config()}
    arguments = {name: _named(getattr(model, name)) for name in ARGUMENTS}
    file.attrs[CONFIG] = json.dumps(plain({"optimizer_config": config, **arguments})).encode("utf8")
    if optimizer.weights:
        group = file.create_group(STATE)
        names = [f"param_{number}" for number in range(len(optimizer.weights))]
        write_names(group, "weight_names", names)
        for name, owner, value in zip(names, optimizer.owners, optimizer.get_weights()):
            group.create_dataset(name, data=turn(owner, np.asarray(value), flips))
    counters = file[OWN].create_group(COUNTERS)
    for name, value in optimizer.get_counters().items():
        counters.attrs[name] = value


def read_training(file: Group, model: Any, flips: Turned) -> None:
    """Compile a model as it was, and restore the state of the optimizer.

    Raises
    ------
    FileError
        If the state does not fit the optimizer and the model.
    """
    config = read_json(file.text(CONFIG))
    attribute = f"{file.where}: the attribute {CONFIG!r}"
    check_numbers(attribute, config)
    with (
        unreadable(f"{file.where}: the model cannot be compiled as the attribute {CONFIG!r} says", COMPILE_HINT),
        within(attribute),
        arguments_checked(check_arguments),
    ):
        _compile(model, config)
    optimizer = model.optimizer
    if STATE in file:
        model.prepare_training()
        with model.own_backend.active():
            optimizer.set_weights(_state(file.group(STATE), optimizer, flips))
    if OWN in file and COUNTERS in file.group(OWN):
        counters = file.group(OWN).group(COUNTERS)
        numbers = {name: counters.number(name) for name in counters.attributes()}
        check_numbers(counters.where, numbers, least=0)
        optimizer.set_counters(numbers)


def _compile(model: Any, config: Mapping[str, Any]) -> None:
    try:
        optimizer = optimizers.get(config["optimizer_config"])
        model.compile(optimizer, **{name: config[name] for name in ARGUMENTS if name in config})
    except UnknownNameError as error:
        raise UnknownNameError(
            f"{error} For a file: load_model(path, custom_objects={{name: function}}), "
            "or load_model(path, compile=False) to predict only."
        ) from error


def check_numbers(where: str, data: Any, least: float = -LARGEST) -> None:
    """Refuse numbers that are not finite or below `least`, and more values than the arguments of `compile` have."""
    waiting = [data]
    for _ in range(VALUES + 1):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, (list, Mapping)):
            waiting += value.values() if is_mapping(value) else value
        elif isinstance(value, (int, float)) and not least <= value <= LARGEST:
            raise FileError(f"{where} holds the number {value}, which cannot be.")
    raise FileError(f"{where} holds more than {VALUES} values.")


def _state(group: Group, optimizer: Any, flips: Turned) -> list[np.ndarray]:
    arrays = [group.array(name) for name in read_names(group, "weight_names")]
    shapes = [K.get_variable_shape(weight) for weight in optimizer.weights]
    check_shapes(
        f"{group.where}: the arrays for {type(optimizer).__name__} on this model",
        shapes,
        [array.shape for array in arrays],
        "Load the model with compile=False to leave them out.",
        FileError,
    )
    values = [array.read(shape) for array, shape in zip(arrays, shapes)]
    check_numbers(group.where, [float(value) for value in values if not value.shape], least=0)  # they count steps
    return [turn(owner, value, flips) for owner, value in zip(optimizer.owners, values)]


def _named(value: Any) -> Any:
    """Replace functions by names, epoch metrics by configurations, and variables by their values."""
    if is_mapping(value):
        return {key: _named(part) for key, part in value.items()}
    if is_sequence(value):
        return [_named(part) for part in value]
    if isinstance(value, EpochMetric):
        return {"class_name": mention(type(value)), "config": value.get_config()}
    if K.is_variable(value):
        return float(K.get_value(value))
    return mention(value) if callable(value) else value
