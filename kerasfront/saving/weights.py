"""Weight files: HDF5 in the layout of classic Keras.

The root (or the group ``model_weights`` of a whole-model file) has the attribute ``layer_names``; each layer is a group
of its name with the attribute ``weight_names``, and in it each weight is a data set of its name. Classic Keras wrote
these names as bytes; we write bytes too, and read both.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from kerasfront import backend as K
from kerasfront.engine.topology import Container, Layer
from kerasfront.errors import ArgumentError, FileError
from kerasfront.saving.hdf5 import Array, Group, reading


def save_weights(model: Container, filepath: str | PathLike[str], overwrite: bool = True) -> None:
    """Write the weights of all layers.

    The file is complete or not there: it is written under another name and then moved into its place.

    Parameters
    ----------
    model : Container
    filepath : path
    overwrite : bool
        Whether an existing file may be replaced.

    Raises
    ------
    ArgumentError
        If the file exists and may not be replaced.
    """
    with replacing(filepath, overwrite) as path, h5py.File(path, "w") as file:
        write_weights(file, model)


def load_weights(model: Container, filepath: str | PathLike[str], by_name: bool = False) -> None:
    """Read the weights of all layers from a weight file or a whole-model file.

    Parameters
    ----------
    model : Container
    filepath : path
    by_name : bool
        Whether layers are found by name, those that one side lacks being left out; else they are in equal order.

    Raises
    ------
    ArgumentError
        If the file and the model do not fit; nothing is changed then.
    FileError
        If the file is damaged, or holds what a weight file never needs; see `kerasfront.saving.hdf5`.
    """
    with reading(filepath) as file:
        group = file.group("model_weights") if not file.has("layer_names") and "model_weights" in file else file
        if not group.has("layer_names"):
            raise ArgumentError(f"{filepath} is no weight file: it lacks the attribute 'layer_names'.")
        read_weights(group, model, by_name)


@contextmanager
def replacing(filepath: str | PathLike[str], overwrite: bool = True) -> Iterator[Path]:
    """A path to write to; what was written takes the place of `filepath` when the block ends without an error."""
    target = Path(filepath)
    if target.exists() and not overwrite:
        raise ArgumentError(f"{target} exists. Pass overwrite=True to replace it.")
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(handle)
    path = Path(name)
    try:
        yield path
        with path.open("rb+") as written:
            os.fsync(written.fileno())
        path.chmod(0o666 & ~_umask())  # a temporary file is readable by its owner only
        os.replace(path, target)
    finally:
        path.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_weights(group: Any, model: Container) -> None:
    """Write the weights of all layers into an open group."""
    layers = model.flattened_layers
    write_names(group, "layer_names", [layer.name for layer in layers])
    with model.engine.active():
        for layer in layers:
            variables = layer.weights
            names = [K.variable_name(variable) for variable in variables]
            part = group.create_group(layer.name)
            write_names(part, "weight_names", names)
            for name, value in zip(names, K.batch_get_value(variables)):
                part.create_dataset(name, data=np.asarray(value))


def read_weights(group: Group, model: Container, by_name: bool = False) -> None:
    """Read the weights of all layers from an open group; nothing is changed if they do not fit."""
    saved = [(name, _arrays(group.group(name))) for name in _distinct(group, "layer_names")]
    with model.engine.active():
        pairs = _by_name(saved, model) if by_name else _by_order(saved, model)
        fitted = [pair for layer, arrays in pairs for pair in _fitted(layer, arrays)]
        K.batch_set_value([(variable, array.read(array.shape)) for variable, array in fitted])


def _by_order(saved: list[tuple[str, list[Array]]], model: Container) -> list[tuple[Layer, list[Array]]]:
    layers = [layer for layer in model.flattened_layers if layer.weights]
    filled = [(name, arrays) for name, arrays in saved if arrays]
    if len(layers) != len(filled):
        raise ArgumentError(
            f"The file has weights of {len(filled)} layers ({', '.join(name for name, _ in filled)}), {model} has "
            f"{len(layers)} layers with weights ({', '.join(layer.name for layer in layers)}). "
            "Load with by_name=True to take over the layers that both have."
        )
    return [(layer, arrays) for layer, (_, arrays) in zip(layers, filled)]


def _by_name(saved: list[tuple[str, list[Array]]], model: Container) -> list[tuple[Layer, list[Array]]]:
    index: dict[str, list[Layer]] = {}
    for layer in model.flattened_layers:
        index.setdefault(layer.name, []).append(layer)
    return [(layer, arrays) for name, arrays in saved for layer in index.get(name, [])]


def _fitted(layer: Layer, arrays: list[Array]) -> list[tuple[Any, Array]]:
    shapes = [K.int_shape(variable) for variable in layer.weights]
    given = [array.shape for array in arrays]
    if shapes != given:
        raise ArgumentError(f"{layer} has weights of shapes {shapes}, the file has {given}. Nothing was loaded.")
    return list(zip(layer.weights, arrays))


def _arrays(group: Group) -> list[Array]:
    return [group.array(name) for name in _distinct(group, "weight_names")]


def _distinct(group: Group, attribute: str) -> list[str]:
    names = group.texts(attribute)
    if len(set(names)) < len(names):
        raise FileError(f"{group.where}: the attribute {attribute!r} names something twice.")
    return names


def write_names(group: Any, attribute: str, names: list[str]) -> None:
    """Store names as an attribute, as classic Keras did: bytes of one length."""
    group.attrs[attribute] = np.array([name.encode("utf8") for name in names], dtype="S")
