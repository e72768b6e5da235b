"""Weight files of Keras 0.3: groups of numbered arrays, without names.

A Sequential has the attribute ``nb_layers`` and a group ``layer_0``, ``layer_1``, ... for each layer; a Graph has one
group ``graph``. Each group has the attribute ``nb_params`` and the data sets ``param_0``, ``param_1``, ...
"""

# Weights have an order of their own in Keras 0.3.
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import Container, Layer
from kerasfront.engine.topology.lists import unique
from kerasfront.errors import ArgumentError
from kerasfront.legacy.values import from_file, in_file, shape_in_file
from kerasfront.legacy.weight_order import leaves
from kerasfront.saving.hdf5 import Array, Group, reading
from kerasfront.saving.kernels import CONVOLUTION, checked_convention, decided_convention, turn, turned
from kerasfront.saving.margins import differing, read_margins, write_margins
from kerasfront.saving.origin import read_origin, write_origin
from kerasfront.saving.writing import replacing_hdf5

GRAPH = "graph"
USUAL = "because that was the usual backend of Keras 0.3"
Groups = Mapping[str, Layer]
"""The layers or models of a file, by the names of their groups."""


def numbered(layers: list[Layer]) -> dict[str, Layer]:
    """The groups of the layers of a Sequential."""
    return {f"layer_{number}": layer for number, layer in enumerate(layers)}


def save_weights(
    groups: Groups, filepath: str | PathLike[str], overwrite: bool = False, kernels: str = CONVOLUTION
) -> None:
    """Write weights to a file.

    Parameters
    ----------
    groups : mapping of str to Layer
    filepath : path
    overwrite : bool
        Whether an existing file may be replaced.
    kernels : str
        How kernels of convolutions are to lie in the file: as Keras 0.3 expects them on 'theano' or on 'tensorflow'.

    Raises
    ------
    ArgumentError
        If the file exists and may not be replaced.
    """
    slots = {name: list(_slots(layer)) for name, layer in groups.items()}
    convention = checked_convention(kernels)
    with _backend(groups).active(), replacing_hdf5(filepath, overwrite) as file:
        flips = turned([leaf for part in slots.values() for leaf, _ in part], convention)
        if GRAPH not in groups:
            file.attrs["nb_layers"] = len(groups)
        for name, part in slots.items():
            group = file.create_group(name)
            group.attrs["nb_params"] = len(part)
            for number, (leaf, weight) in enumerate(part):
                value = in_file(leaf, weight, turn(weight, K.get_value(weight), flips))
                group.create_dataset(f"param_{number}", data=value)
        write_margins(file, _all_leaves(groups))
        write_origin(file, kernels)


def load_weights(
    model: Container,
    groups: Groups,
    filepath: str | PathLike[str],
    kernels: str | None = None,
    isolated: bool = False,
) -> None:
    """Read weights from a file.

    Parameters
    ----------
    model : Container
        That of the layers.
    groups : mapping of str to Layer
    filepath : path
    kernels : {'theano', 'tensorflow'}, optional
        The backend of Keras 0.3 that convolution kernels were written for. Default: read from the file if we wrote
        it, else 'theano'.
    isolated : bool
        See `kerasfront.saving.load_weights`.

    Raises
    ------
    ArgumentError
        If the file and the model do not fit; nothing is changed then.
    FileError
        If the file is damaged, or not a weight file of Keras 0.3.

    Warns
    -----
    UserWarning
        If there are convolutions, and neither `kernels` nor the file tells the convention of their kernels.
    """
    with reading(filepath, isolated) as file, _backend(groups).active():
        read_weights(model, groups, file, kernels)


def read_weights(model: Container, groups: Groups, file: Group, kernels: str | None = None) -> None:
    """Read weights from an open file, on the active backend; see `load_weights`."""
    _check_layout(file, groups)
    found = [triple for name, layer in groups.items() for triple in _fitted(file.group(name), layer)]
    layers = unique(leaf for leaf, _, _ in found)
    origin, parts = read_origin(file, file), _all_leaves(groups)
    moving = [] if origin.is_ours else differing(parts)
    convention = decided_convention(file.where, layers, moving, origin.kernels, kernels, USUAL)
    flips = turned(layers, convention)
    values = [(weight, from_file(leaf, weight, array.read(array.shape))) for leaf, weight, array in found]
    K.batch_set_value([(weight, turn(weight, value, flips)) for weight, value in values])
    read_margins(file, model, parts, origin.is_ours, convention)


def _all_leaves(groups: Groups) -> list[Layer]:
    return unique(leaf for layer in groups.values() for leaf in leaves(layer))


def _backend(groups: Groups) -> K.Backend:
    return next((layer.own_backend for layer in groups.values() if layer.own_backend), None) or K.current()


def _slots(layer: Layer) -> Iterator[tuple[Layer, Tensor]]:
    """Weights of a layer or model in order, each with its layer."""
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
    found: list[tuple[Layer, Tensor, Array]] = []
    for number, (leaf, weight) in enumerate(slots):
        array = group.array(f"param_{number}")
        expected = shape_in_file(leaf, weight)
        if array.shape != expected:
            raise ArgumentError(f"{array.where} has shape {array.shape}, the weight of {leaf} needs {expected}.")
        found.append((leaf, weight, array))
    return found
