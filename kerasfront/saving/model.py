"""Whole models in one file: layers, weights, the arguments of `compile` and the state of the optimizer."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from os import PathLike
from typing import Any

import h5py

from kerasfront.engine.topology import Container
from kerasfront.engine.topology.limits import PARAMETERS
from kerasfront.errors import FileError
from kerasfront.registry import handed_over
from kerasfront.saving.config import LAYOUT, describe, model_from_json
from kerasfront.saving.hdf5 import reading
from kerasfront.saving.kernels import CORRELATION, NONE, Turned, checked_convention, turned
from kerasfront.saving.origin import read_origin, write_origin
from kerasfront.saving.sample import check_sample, write_sample
from kerasfront.saving.structure import CALLS
from kerasfront.saving.training import CONFIG as TRAINING
from kerasfront.saving.training import read_training, write_training
from kerasfront.saving.weights import WEIGHTS, read_weights, write_weights
from kerasfront.saving.writing import may_replace, replacing_hdf5

CONFIG = "model_config"


def save_model(model: Any, filepath: str | PathLike[str], overwrite: bool = True, kernels: str = CORRELATION) -> None:
    """Write layers, weights, the arguments of `compile` and the state of the optimizer to a file.

    The layout is that of Keras 1.2.2, which can read the file. A group of our own records the backend and the versions
    that wrote the file, and an input with the output of the model for it. The file is replaced as a whole: it is
    written under another name and then renamed.

    Parameters
    ----------
    model : Model
    filepath : path
    overwrite : bool
        Whether an existing file may be replaced. If not, the user is asked on a terminal; after a no, nothing happens.
    kernels : str
        Convention of convolution kernels in the file: the one that classic Keras has on 'tensorflow' or on 'theano'.

    Raises
    ------
    ArgumentError
        If the file exists, may not be replaced, and nobody can be asked.
    NotReadyError
        If the model has no layers.
    """
    model.build(None)
    convention = checked_convention(kernels)
    if not may_replace(filepath, overwrite):
        return
    with model.own_backend.active(), replacing_hdf5(filepath) as file:
        flips = turned(model.flattened_layers, convention)
        write_sample(write_model(file, model, flips, kernels), model)


def write_model(file: h5py.File, model: Any, flips: Turned = NONE, kernels: str = CORRELATION) -> h5py.Group:
    """Write all but the sample to an open file, flipping some kernels, and return the group of our own records."""
    file.attrs["keras_version"] = LAYOUT.encode("utf8")
    file.attrs[CONFIG] = json.dumps(describe(model)).encode("utf8")
    write_weights(file.create_group(WEIGHTS), model, flips)
    own = write_origin(file, kernels)
    if model.optimizer is not None:
        write_training(file, model, flips)
    return own


def load_model(
    filepath: str | PathLike[str],
    custom_objects: Mapping[str, Any] | None = None,
    allow_code: bool = False,
    compile: bool = True,
    kernels: str | None = None,
    max_parameters: int | None = PARAMETERS,
    max_layers: int | None = CALLS,
    isolated: bool = False,
) -> Any:
    """Load a model written by `save_model` or Keras 1, compiled as it was and ready to continue training.

    Parameters
    ----------
    filepath : path
    custom_objects : mapping, optional
        Your own classes and functions by name.
    allow_code : bool
        Whether the code of lambdas may be run. Use it only for files that you would run as a program.
    compile : bool
        Whether to compile the model as it was. Not needed for predictions.
    kernels : {'tensorflow', 'theano'}, optional
        The backend of classic Keras that the convolution kernels were written for. Default: read from the file.
    max_parameters : int, optional
        Largest number of parameters; a model with more is refused before memory is allocated. By default it is also
        limited by the size of the file. None: no limit.
    max_layers : int, optional
        Largest number of calls of layers; a model with more is refused before it is built. None: no limit.
    isolated : bool
        For files of unknown origin: whether a separate process reads the file first, within limits of time and memory.
        This takes about a second.

    Raises
    ------
    FileError
        If the file holds no model, is damaged, or holds something that a model never needs.
    UnknownNameError
        If it names something that is neither registered nor a custom object.
    CodeNotAllowedError
        If it holds code, and `allow_code` is False.

    Warns
    -----
    UserWarning
        If the model was not compiled; if there are convolutions, and neither `kernels` nor the file tells the
        convention of their kernels; or if the model does not reproduce the stored output.
    """
    with reading(filepath, isolated) as file, handed_over(custom_objects):
        if not file.has(CONFIG):
            raise FileError(_no_model(filepath))
        weights = file.group(WEIGHTS)
        origin = read_origin(file, weights)
        if origin.is_later:
            raise FileError(
                f"{filepath} holds a model of Keras {origin.keras}, whose layers have other arguments. Build the model "
                "in a script, and load its weights with load_weights."
            )
        if max_parameters == PARAMETERS:  # the caller has not said how many there may be; the file cannot hold more
            max_parameters = min(max_parameters, file.source.budget.bytes)
        model: Container = model_from_json(file.text(CONFIG), None, allow_code, max_parameters, max_layers)
        flips = read_weights(weights, model, False, origin, kernels)
        check_sample(file, model)
        if compile and file.has(TRAINING):
            read_training(file, model, flips)
        elif compile:
            warnings.warn(f"{filepath}: the model was saved without being compiled, and is not now.", stacklevel=2)
    return model


def _no_model(filepath: str | PathLike[str]) -> str:
    return (
        f"{filepath} holds no model, as it lacks the attribute {CONFIG!r}. If it is a weight file, build the model and "
        "use its load_weights."
    )
