"""Weight files: HDF5 in the layout of classic Keras.

The root (or the group ``model_weights`` of a whole-model file) has the attribute ``layer_names``; each layer is a group
of its name with the attribute ``weight_names``, and in it each weight is a data set of its name. Classic Keras wrote
these names as bytes; we write bytes too, and read both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike
from typing import NamedTuple

import h5py
import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.engine.topology import Container, Layer
from kerasfront.errors import ArgumentError
from kerasfront.saving.formats import format_of_weights
from kerasfront.saving.hdf5 import Array, Group, reading, view
from kerasfront.saving.kernels import (
    CORRELATION,
    NONE,
    Turned,
    checked_convention,
    decided_convention,
    turn,
    turned,
)
from kerasfront.saving.layer_formats import Layout, layouts_of, outer_layers
from kerasfront.saving.margins import differing, read_margins, write_margins
from kerasfront.saving.names import has_names, read_names, write_layer, write_names
from kerasfront.saving.origin import Origin, read_origin, write_origin
from kerasfront.saving.upgrades import (
    LAST,
    ORDERED,
    VARIANCES,
    Deviations,
    Version,
    as_variance,
    deviations_of,
    numbers_of,
)
from kerasfront.saving.writing import may_replace, replacing_hdf5

WEIGHTS = "model_weights"


class _Listed(NamedTuple):
    name: str
    names: list[str]
    group: Group


class Saved(NamedTuple):
    """Name, names of weights and arrays of a layer in a file."""

    name: str
    names: list[str]
    arrays: list[Array]


def save_weights(
    model: Container, filepath: str | PathLike[str], overwrite: bool = True, kernels: str = CORRELATION
) -> None:
    """Write the weights of all layers.

    The file is replaced as a whole: it is written under another name and then renamed.

    Parameters
    ----------
    model : Container
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
        write_weights(file, model, turned(model.flattened_layers, convention))
        write_origin(file, kernels)


def load_weights(
    model: Container,
    filepath: str | PathLike[str],
    by_name: bool = False,
    kernels: str | None = None,
    isolated: bool = False,
) -> None:
    """Read the weights of all layers from a weight file or a whole-model file.

    Parameters
    ----------
    model : Container
    filepath : path
        A file of Keras 1, 2 or 3, or of ours.
    by_name : bool
        Whether to match layers by name and skip those that only one side has; otherwise they are matched by order.
    kernels : {'tensorflow', 'theano'}, optional
        The backend of classic Keras that the convolution kernels were written for. Default: read from the file.
    isolated : bool
        For files of unknown origin: whether a separate process reads the file first, within limits of time and memory.
        This takes about a second.

    Raises
    ------
    ArgumentError
        If the file and the model do not fit; nothing is changed then.
    FileError
        If the file is damaged, or holds something that a weight file never needs; see `kerasfront.saving.hdf5`.

    Warns
    -----
    UserWarning
        If there are convolutions, and neither `kernels` nor the file tells the convention of their kernels.
    """
    with reading(filepath, isolated) as file:
        group = file.group(WEIGHTS) if not has_names(file, "layer_names") and WEIGHTS in file else file
        known = None if has_names(group, "layer_names") else format_of_weights(file)
        if known:
            with model.own_backend.active():
                return known.read_weights(model, file, kernels)
        read_weights(group, model, by_name, read_origin(file, group), kernels)


def save_weights_to_group(model: Container, group: h5py.Group) -> None:
    """Write the weights of all layers to an open group of an HDF5 file; see `save_weights`."""
    model.build(None)
    with model.own_backend.active():
        write_weights(group, model)
        write_origin(group, CORRELATION)


def load_weights_from_group(
    model: Container, group: h5py.Group, by_name: bool = False, kernels: str | None = None
) -> None:
    """Read the weights of all layers from an open group of an HDF5 file; see `load_weights`."""
    own = view(group)
    read_weights(own, model, by_name, read_origin(own, own), kernels)


def write_weights(group: h5py.Group, model: Container, flips: Turned = NONE) -> None:
    """Write the weights of all layers to an open group, flipping some kernels."""
    layers = model.flattened_layers
    write_names(group, "layer_names", [layer.name for layer in layers])
    write_margins(group, layers)
    values = iter(model.get_weights())  # at once: for a backend, each request can cost as much as the graph is large
    with model.own_backend.active():
        for layer in layers:
            variables = layer.weights
            arrays = [turn(variable, np.asarray(value), flips) for variable, value in zip(variables, values)]
            write_layer(group, layer.name, _names(variables), arrays)


def _names(variables: Sequence[Tensor]) -> list[str]:
    names = [K.variable_name(variable) for variable in variables]
    usable = all(names) and len(set(names)) == len(names)
    return names if usable else [f"param_{number}" for number in range(len(names))]


def read_weights(group: Group, model: Container, by_name: bool, origin: Origin, kernels: str | None = None) -> Turned:
    """Read the weights of all layers from an open group; if they do not fit, nothing changes.

    Returns
    -------
    Turned
        The kernels that were flipped.
    """
    listed = _listed(group)
    version = _version(origin, model)
    layers = outer_layers(model) if origin.is_later else model.flattened_layers
    with model.own_backend.active():
        if by_name or (version < ORDERED and _same_names(listed, layers)):
            pairs = _by_name(_opened(listed), layers)
        else:
            filled, with_weights = _in_order(listed, layers, model)
            pairs = list(zip(with_weights, _opened(filled)))
        names = {part.name for part in listed}
        framed = [layer for layer in model.flattened_layers if not by_name or layer.name in names]
        moving = [] if origin.is_ours else differing(framed)
        with_weights = [layer for layer, _ in pairs]
        convention = decided_convention(group.where, with_weights, moving, origin.kernels, kernels)
        flips = set_weights(group.where, pairs, origin, convention, version)
        read_margins(group, model, framed, origin.is_ours, convention, by_name)
        return flips


def set_weights(
    where: str, pairs: Sequence[tuple[Layer, Saved]], origin: Origin, convention: str, version: Version
) -> Turned:
    """Set the weights of layers from a file, all or none, on the active backend; see `read_weights`."""
    layers = [layer for layer, _ in pairs]
    flips = turned(layers, convention)
    plans = [(layer, part.arrays, _layout(layer, part, origin)) for layer, part in pairs]
    values = [pair for plan in plans for pair in _values(*plan)]
    deviations: Deviations = deviations_of(where, layers) if version < VARIANCES else {}
    K.batch_set_value([(v, as_variance(v, turn(v, value, flips), deviations)) for v, value in values])
    return flips


def _version(origin: Origin, model: Container) -> Version:
    """Version of Keras that wrote the weights, from the file or else from the text of the model."""
    if origin.keras is not None:
        return numbers_of(origin.keras)
    return LAST if origin.is_ours else model.text_version or LAST


def read_saved(group: Group) -> list[Saved]:
    """List the layers of a group of weights; their arrays are not read yet."""
    return _opened(_listed(group))


def _listed(group: Group) -> list[_Listed]:
    """List the layers of a group of weights; their arrays are not opened yet."""
    if not has_names(group, "layer_names"):
        old = group.has("nb_layers") or "graph" in group
        hint = " It is one of Keras 0.3: load it into a model of kerasfront.legacy.models." if old else ""
        raise ArgumentError(f"{group.where} is not a weight file: it lacks the attribute 'layer_names'.{hint}")
    parts = ((name, group.group(name)) for name in read_names(group, "layer_names"))
    return [_Listed(name, read_names(part, "weight_names"), part) for name, part in parts]


def _opened(listed: Iterable[_Listed]) -> list[Saved]:
    return [Saved(name, names, [group.array(weight) for weight in names]) for name, names, group in listed]


def _in_order(
    listed: Sequence[_Listed], layers: Sequence[Layer], model: Container
) -> tuple[list[_Listed], list[Layer]]:
    """The layers with weights in the file and in the model; their numbers must agree."""
    layers = [layer for layer in layers if layer.weights]
    filled = [part for part in listed if part.names]
    if len(layers) != len(filled):
        raise ArgumentError(
            f"The file has weights of {len(filled)} layers ({', '.join(part.name for part in filled)}), {model} has "
            f"{len(layers)} layers with weights ({', '.join(layer.name for layer in layers)}). "
            "Load with by_name=True to take over the layers that both have."
        )
    return filled, layers


def _same_names(listed: Sequence[_Listed], layers: Sequence[Layer]) -> bool:
    names = {layer.name for layer in layers if layer.weights}
    return {part.name for part in listed if part.names} == names


def _by_name(saved: Sequence[Saved], layers: Sequence[Layer]) -> list[tuple[Layer, Saved]]:
    index: dict[str, list[Layer]] = {}
    for layer in layers:
        index.setdefault(layer.name, []).append(layer)
    return [(layer, part) for part in saved for layer in index.get(part.name, [])]


def _layout(layer: Layer, saved: Saved, origin: Origin) -> Layout:
    """The first layout of the layer whose shapes are those in the file."""
    given = [array.shape for array in saved.arrays]
    known = layouts_of(layer, saved.names, origin.major)
    for layout in known:
        if layout.shapes == given:
            return layout
    raise ArgumentError(
        f"{layer} needs weights of shapes {known[0].shapes}, the file has {given}. Nothing was loaded.{known[0].hint}"
    )


def _values(layer: Layer, arrays: list[Array], layout: Layout) -> list[tuple[Tensor, np.ndarray]]:
    read = [array.read(shape) for array, shape in zip(arrays, layout.shapes)]
    return list(zip(layer.weights, layout.read(read)))
