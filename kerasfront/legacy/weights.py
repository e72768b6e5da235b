"""Weight files of Keras 0.3: groups of numbered arrays, without names.

A Sequential has the attribute ``nb_layers`` and a group ``layer_0``, ``layer_1``, ... for each layer; a Graph has one
group ``graph``. Each group has the attribute ``nb_params`` and the data sets ``param_0``, ``param_1``, ...
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike

import h5py

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import Layer
from kerasfront.errors import ArgumentError
from kerasfront.legacy import kernels
from kerasfront.legacy.order import leaves
from kerasfront.saving.hdf5 import Array, Group, reading
from kerasfront.saving.writing import replacing

GRAPH = "graph"
Groups = Mapping[str, Layer]
"""The layers or models of a file, by the names of their groups."""


def numbered(layers: list[Layer]) -> dict[str, Layer]:
    """The groups of the layers of a Sequential."""
    return {f"layer_{number}": layer for number, layer in enumerate(layers)}


def save_weights(groups: Groups, filepath: str | PathLike[str], overwrite: bool = False) -> None:
    """Write weights. Kernels of convolutions are turned round, as those of Keras 0.3 on Theano were.

    Parameters
    ----------
    groups : mapping of str to Layer
    filepath : path
    overwrite : bool
        Whether an existing file may be replaced.

    Raises
    ------
    ArgumentError
        If the file exists and may not be replaced.
    """
    with replacing(filepath, overwrite) as path, h5py.File(path, "w") as file:
        if GRAPH not in groups:
            file.attrs["nb_layers"] = len(groups)
        for name, layer in groups.items():
            group, slots = file.create_group(name), list(_slots(layer))
            group.attrs["nb_params"] = len(slots)
            for number, (leaf, weight) in enumerate(slots):
                with leaf.engine.active():
                    value = K.get_value(weight)
                group.create_dataset(f"param_{number}", data=kernels.written(leaf, weight, value))


def load_weights(groups: Groups, filepath: str | PathLike[str]) -> None:
    """Read weights. Kernels of convolutions are taken for those of Keras 0.3 on Theano.

    Parameters
    ----------
    groups : mapping of str to Layer
    filepath : path

    Raises
    ------
    ArgumentError
        If the file and the model do not fit; nothing is changed then.
    FileError
        If the file is damaged, or is no weight file of Keras 0.3.
    """
    with reading(filepath) as file:
        _check_layout(file, groups)
        found = [triple for name, layer in groups.items() for triple in _fitted(file.group(name), layer)]
        values = [(leaf, weight, array.read(array.shape)) for leaf, weight, array in found]
    for leaf, weight, value in values:
        with leaf.engine.active():
            K.set_value(weight, kernels.read(leaf, weight, value))


def _slots(layer: Layer) -> Iterator[tuple[Layer, Tensor]]:
    """The weights of a layer or model in their order, each with the layer that has it."""
    return ((leaf, weight) for leaf in leaves(layer) for weight in leaf._ordered_weights())


def _check_layout(file: Group, groups: Groups) -> None:
    if file.has("layer_names") or "model_weights" in file:
        raise ArgumentError(
            f"{file.where} is a file of Keras 1.x. Build the model with kerasfront.models and load it there."
        )
    if GRAPH in groups:
        if GRAPH not in file:
            raise ArgumentError(f"{file.where} has no weights of a Graph: it lacks the group {GRAPH!r}.")
        return
    if not file.has("nb_layers"):
        raise ArgumentError(f"{file.where} has no weights of a Sequential: it lacks the attribute 'nb_layers'.")
    if file.number("nb_layers") != len(groups):
        raise ArgumentError(
            f"{file.where} has weights of {file.number('nb_layers')} layers, the model has {len(groups)} layers "
            f"({', '.join(layer.name for layer in groups.values())})."
        )


def _fitted(group: Group, layer: Layer) -> list[tuple[Layer, Tensor, Array]]:
    slots = list(_slots(layer))
    if group.number("nb_params") != len(slots):
        raise ArgumentError(f"{group.where} has {group.number('nb_params')} arrays, {layer} has {len(slots)} weights.")
    found = []
    for number, (leaf, weight) in enumerate(slots):
        array = group.array(f"param_{number}")
        with leaf.engine.active():
            expected = kernels.written_shape(leaf, weight)
        if array.shape != expected:
            raise ArgumentError(f"{array.where} has shape {array.shape}, the weight of {leaf} needs {expected}.")
        found.append((leaf, weight, array))
    return found
