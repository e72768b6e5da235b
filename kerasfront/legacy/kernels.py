"""Kernels of convolutions as they lie in files of Keras 0.3.

On Theano it convolved, where we correlate: kernels lie turned round along the axes of space. Those of sequences lie as
kernels of images of one column: (nb_filter, channels, filter_length, 1).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Shape, Tensor
from kerasfront.engine.topology import Layer
from kerasfront.layers.convolutional import Convolution1D
from kerasfront.layers.convolutional.base import ConvolutionLayer

TO_FILE, FROM_FILE = (3, 2, 0, 1), (2, 3, 1, 0)
"""How the axes of the kernel of a sequence are permuted."""


def written(layer: Layer, weight: Tensor, value: np.ndarray) -> np.ndarray:
    """A weight as it lies in a file."""
    if not _is_kernel(layer, weight):
        return value
    turned = np.flip(value, _axes_of_space(layer))
    return turned.transpose(TO_FILE) if isinstance(layer, Convolution1D) else turned


def written_shape(layer: Layer, weight: Tensor) -> Shape:
    """The shape that a weight has in a file."""
    shape = K.int_shape(weight)
    if _is_kernel(layer, weight) and isinstance(layer, Convolution1D):
        return tuple(shape[axis] for axis in TO_FILE)
    return shape


def read(layer: Layer, weight: Tensor, value: np.ndarray) -> np.ndarray:
    """A weight of a file as the layer has it."""
    if not _is_kernel(layer, weight):
        return value
    own = value.transpose(FROM_FILE) if isinstance(layer, Convolution1D) else value
    return np.flip(own, _axes_of_space(layer))


def _is_kernel(layer: Any, weight: Tensor) -> bool:
    return isinstance(layer, ConvolutionLayer) and weight is layer.W


def _axes_of_space(layer: Any) -> tuple[int, ...]:
    if isinstance(layer, Convolution1D):
        return (0,)
    return tuple(range(2, 2 + layer.rank)) if layer.layout == "th" else tuple(range(layer.rank))
