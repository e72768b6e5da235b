"""Differences between files of Keras 1.0 and 1.1 and those of 1.2.2.

Texts: arguments that layers no longer have, and a dim_ordering that some layers did not write: it is that of the other
layers of the model. Weights: until 1.0.5 batch normalization kept running deviations, later variances; until 1.0.7
layers of equal depth lay in the order of their names. Weight files of that time do not say so, but texts do: what is
loaded into a model that was built of one is taken for weights of the same time, with a warning where that changes them.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import Layer
from kerasfront.saving.layer_formats import format_of
from kerasfront.saving.plain_data import is_list, is_mapping
from kerasfront.utils.layer_utils import innermost_layers

DROPPED = {"Highway": ("transform_bias",)}
"""By layer, arguments until Keras 1.1. This one was the first value of a weight."""
SILENT = {f"{kind}{rank}D" for kind in ("ZeroPadding", "UpSampling", "Cropping", "SpatialDropout") for rank in (2, 3)}
"""Layers whose dim_ordering was not written."""
ORDERING = "dim_ordering"
VARIANCES, ORDERED, LAST = (1, 0, 6), (1, 0, 8), (1, 2, 2)
"""The first versions with running variances and with layers in the order of calls, and the last one of Keras 1."""
LATER_ARGUMENT = "gamma_regularizer"
"""Until 1.0.3 texts did not name a version; this argument of batch normalization came in 1.1."""

VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){0,3}(?![\d.])", re.ASCII)

Version = tuple[int, ...]
Deviations = Mapping[Tensor, float]
"""The weights that are deviations in a file, each with the epsilon of its layer."""


def upgraded(config: Any) -> Any:
    """Convert plain data of a model or layer to those that Keras 1.2.2 would have written."""
    orderings = {value for key, value in _items(config) if key == ORDERING and isinstance(value, str)}
    return _changed(config, {ORDERING: orderings.pop()} if len(orderings) == 1 else {})


def _changed(config: Any, ordering: Mapping[str, str]) -> Any:
    if is_list(config):
        return [_changed(part, ordering) for part in config]
    if not is_mapping(config):
        return config
    changed = {key: _changed(value, ordering) for key, value in config.items()}
    name, arguments = str(changed.get("class_name")), changed.get("config")
    if is_mapping(arguments):
        kept = {key: value for key, value in arguments.items() if key not in DROPPED.get(name, ())}
        changed["config"] = {**ordering, **kept} if name in SILENT else kept
    return changed


def version_of_text(config: Mapping[str, Any]) -> Version:
    """Version of Keras that wrote plain data of a model; LAST if unknown."""
    if config.get("keras_version") is not None:
        return numbers_of(str(config["keras_version"]))
    return LAST if any(key == LATER_ARGUMENT for key, _ in _items(config)) else (1, 0, 0)


def numbers_of(version: str) -> Version:
    """Convert a version such as '1.0.8' or '2.1.6-tf' to numbers; LAST if it is not a version."""
    found = VERSION.match(version)
    return tuple(map(int, found[0].split("."))) if found else LAST


def _items(data: Any) -> Iterator[tuple[str, Any]]:
    if is_mapping(data):
        yield from data.items()
    for part in data.values() if is_mapping(data) else data if is_list(data) else ():
        yield from _items(part)


def deviations_of(where: str, layers: Iterable[Layer]) -> Deviations:
    """Weights that are deviations in an early file.

    Warns
    -----
    UserWarning
        If there are some.
    """
    found = [(part, format_of(part).deviations(part)) for layer in layers for part in innermost_layers(layer)]
    names = ", ".join(part.name for part, deviations in found if deviations)
    if names:
        warnings.warn(
            f"{where}: the text that the model was built of is of Keras before 1.0.6, so the running averages of "
            f"{names} are taken for deviations, and squared. If a later Keras wrote the weights, put "
            '"keras_version": "1.2.2" into the text.',
            stacklevel=2,
        )
    return {weight: epsilon for _, deviations in found for weight, epsilon in deviations.items()}


def as_variance(variable: Tensor, array: np.ndarray, deviations: Deviations) -> np.ndarray:
    """Convert a deviation, to which epsilon was added, to the variance; other arrays are unchanged."""
    if variable not in deviations:
        return array
    epsilon = deviations[variable]
    return np.square(array + epsilon) - epsilon
