"""A layout of weights: the shapes of the arrays in a file, and the way between these and the layer's weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, cast

import numpy as np

from kerasfront import backend as K
from kerasfront.engine.topology import Layer

Arrays = list[np.ndarray]
Conversion = Callable[[Arrays], Arrays]
KnownShape = tuple[int, ...]
"""The shape of a weight: no size is unknown."""


class Layout(NamedTuple):
    """Arrangement of the weights of a layer in a file.

    Attributes
    ----------
    shapes : list of shapes
        Shapes of the arrays in the file.
    read : callable
        Convert these arrays to the values of ``layer.weights``.
    write : callable
        Convert the values of ``layer.weights`` to these arrays.
    trained : int
        Number of arrays that are trained; they come first.
    hint : str
        Added to the message if the arrays of a file have other shapes.
    """

    shapes: list[KnownShape]
    read: Conversion
    write: Conversion
    trained: int
    hint: str = ""


def own_shapes(layer: Layer) -> list[KnownShape]:
    """Shapes of the layer's weights."""
    return [cast(KnownShape, K.int_shape(weight)) for weight in layer.weights]


def own_layout(layer: Layer) -> Layout:
    """Layout of a file whose arrays are the weights themselves."""
    return Layout(own_shapes(layer), list, list, len(layer.trainable_weights))


def converted_layout(layer: Layer, write: Conversion, read: Conversion) -> Layout:
    """Layout of a file whose arrays `write` makes of the weights; `read` is its inverse."""
    arrays = write([np.broadcast_to(np.float32(0), shape) for shape in own_shapes(layer)])
    return Layout([array.shape for array in arrays], read, write, len(arrays))


def transposition(axes: Sequence[int]) -> tuple[Conversion, Conversion]:
    """Permute the axes of arrays that have as many as `axes`: the conversion and its inverse."""

    def transpose(arrays: Arrays, order: Sequence[int]) -> Arrays:
        return [np.transpose(array, order) if array.ndim == len(axes) else array for array in arrays]

    inverse: list[int] = np.argsort(axes).tolist()
    return lambda arrays: transpose(arrays, axes), lambda arrays: transpose(arrays, inverse)
