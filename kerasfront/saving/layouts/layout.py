"""A layout is the shapes that a file must have, and the way from its arrays to the layer's weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, cast

import numpy as np

from kerasfront import backend as K
from kerasfront.engine.topology import Layer

Arrays = list[np.ndarray]
Change = Callable[[Arrays], Arrays]
Shape = tuple[int, ...]
"""Of a weight: no size is unknown."""


class Layout(NamedTuple):
    """How the weights of a layer lie in a file.

    Attributes
    ----------
    shapes : list of shapes
        Of the arrays in the file.
    convert : callable
        From these arrays to the values of ``layer.weights``.
    write : callable
        From the values of ``layer.weights`` to these arrays.
    trained : int
        How many of the arrays are trained; they come first.
    hint : str
        What to say of arrays of other shapes.
    """

    shapes: list[Shape]
    convert: Change
    write: Change
    trained: int
    hint: str = ""


def own_shapes(layer: Layer) -> list[Shape]:
    """The shapes of the layer's weights."""
    return [cast(Shape, K.int_shape(weight)) for weight in layer.weights]


def own_layout(layer: Layer) -> Layout:
    """The arrays are the weights."""
    return Layout(own_shapes(layer), list, list, len(layer.trainable_weights))


def layout_of(layer: Layer, there: Change, back: Change) -> Layout:
    """The layout whose arrays are made of the weights by `there`, and become the weights by `back`."""
    like = there([np.broadcast_to(np.float32(0), shape) for shape in own_shapes(layer)])
    return Layout([array.shape for array in like], back, there, len(like))


def transposition(axes: Sequence[int]) -> tuple[Change, Change]:
    """Change and change back the order of axes of the arrays that have so many."""

    def change(arrays: Arrays, order: Sequence[int]) -> Arrays:
        return [array.transpose(order) if array.ndim == len(axes) else array for array in arrays]

    return lambda arrays: change(arrays, axes), lambda arrays: change(arrays, np.argsort(axes).tolist())
