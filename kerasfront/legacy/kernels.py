"""Kernels of convolutions as they lie in files of Keras 0.3: of which engine, and in which shape.

Those of sequences lie as kernels of images of one column: (nb_filter, channels, filter_length, 1).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Shape, Tensor
from kerasfront.engine.topology import Layer
from kerasfront.layers.convolutional import Convolution1D
from kerasfront.saving.kernels import (
    CONVOLUTION,
    CORRELATION,
    Turned,
    checked_convention,
    kernels_of,
    turned,
    warn_of_borders,
)

TO_FILE, FROM_FILE = (3, 2, 0, 1), (2, 3, 1, 0)
"""How the axes of the kernel of a sequence are permuted."""


def turned_in_file(where: str, layers: Sequence[Layer], recorded: str | None, kernels: str | None) -> Turned:
    """The kernels that lie the other way round, as the caller or the file tells, or in the worst case by a guess.

    Parameters
    ----------
    where : str
        The file, for messages.
    layers : sequence of Layer
    recorded : str or None
        What the file tells. Those of Keras 0.3 tell nothing.
    kernels : str or None
        What the caller tells.
    """
    convention = recorded if kernels is None else checked_convention(kernels)
    if convention is None and kernels_of(layers):
        warnings.warn(
            f"{where} has kernels of convolutions, and files of Keras 0.3 do not say which way round. They are taken "
            f"for those of its usual engine, which turned them. If that is right, pass kernels={CONVOLUTION!r}; if "
            f"predictions are wrong, pass kernels={CORRELATION!r}.",
            stacklevel=2,
        )
    if convention != CORRELATION:
        warn_of_borders(where, layers)
    return turned(layers, convention or CONVOLUTION)


def shape_in_file(layer: Layer, weight: Tensor) -> Shape:
    """The shape that a weight has in a file."""
    shape = K.int_shape(weight)
    return tuple(shape[axis] for axis in TO_FILE) if _is_of_sequences(layer, weight) else shape


def in_file(layer: Layer, weight: Tensor, value: np.ndarray) -> np.ndarray:
    """A weight as it lies in a file."""
    return value.transpose(TO_FILE) if _is_of_sequences(layer, weight) else value


def from_file(layer: Layer, weight: Tensor, value: np.ndarray) -> np.ndarray:
    """A weight of a file as the layer has it."""
    return value.transpose(FROM_FILE) if _is_of_sequences(layer, weight) else value


def _is_of_sequences(layer: Any, weight: Tensor) -> bool:
    return isinstance(layer, Convolution1D) and weight is layer.W
