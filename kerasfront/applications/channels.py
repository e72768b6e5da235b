"""Conversion of weights of models with channels last for models with channels first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kerasfront.engine.topology import Layer
from kerasfront.errors import ArgumentError
from kerasfront.layers import Dense, Flatten
from kerasfront.models import Model
from kerasfront.saving.hdf5 import Array, reading
from kerasfront.saving.kernels import decided_convention
from kerasfront.saving.origin import read_origin
from kerasfront.saving.upgrades import LAST
from kerasfront.saving.weights import Saved, read_saved, set_weights

TO_FIRST = (3, 2, 0, 1)
"""The axes (rows, columns, channels, filters) of a kernel as (filters, channels, rows, columns)."""


class _Turned:
    """An array in a file, converted for a layer with channels first."""

    def __init__(self, array: Array, shape: tuple[int, ...], turn: Callable[[np.ndarray], np.ndarray]) -> None:
        self._array, self._turn, self.shape = array, turn, shape

    def read(self, shape: tuple[int, ...] | None = None) -> np.ndarray:
        return self._turn(self._array.read(self._array.shape))


def load_channels_last(model: Model, path: str, kernels: str | None) -> None:
    """Load weights of a model with channels last into the same model with channels first.

    Parameters
    ----------
    model : Model
        A model of layers over images, whose layers have the same names.
    path : str
        A file of weights.
    kernels : str or None
        As in `kerasfront.saving.load_weights`.

    Raises
    ------
    ArgumentError
        If the file does not fit the model; nothing is changed then.
    """
    with reading(path) as file, model.own_backend.active():
        saved = {part.name: part for part in read_saved(file)}
        layers = [layer for layer in model.layers if layer.weights]
        missing = [layer.name for layer in layers if layer.name not in saved]
        if missing:
            raise ArgumentError(f"{path} has no weights of {', '.join(missing):.500}, which {model} needs.")
        pairs = [(layer, _turned(layer, saved[layer.name])) for layer in layers]
        origin = read_origin(file, file)
        convention = decided_convention(file.where, layers, (), origin.kernels, kernels)
        set_weights(file.where, pairs, origin, convention, LAST)


def _turned(layer: Layer, saved: Saved) -> Saved:
    first, *others = saved.arrays
    before = layer.inbound_nodes[0].inbound_layers[0]
    if len(first.shape) == 4:
        turned: Any = _Turned(first, tuple(first.shape[axis] for axis in TO_FIRST), lambda w: w.transpose(TO_FIRST))
    elif isinstance(layer, Dense) and isinstance(before, Flatten):
        turned = _Turned(first, first.shape, lambda w: _flat_channels_first(w, before.input_shape))
    else:
        turned = first
    return saved._replace(arrays=[turned, *others])


def _flat_channels_first(weights: np.ndarray, input_shape: tuple[int, ...]) -> np.ndarray:
    """Reorder the rows of a matrix, one for each element of a flat image, for channels first."""
    _, channels, rows, columns = input_shape
    image = weights.reshape(rows, columns, channels, -1)
    return image.transpose(2, 0, 1, 3).reshape(weights.shape)
