"""Layout of weights in files of Keras 0.3.

Kernels of sequences lie as kernels of images of one column: (nb_filter, channels, filter_length, 1). The running
averages of batch normalization are deviations, where layers of today keep variances.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Shape, Tensor
from kerasfront.engine.topology import Layer
from kerasfront.layers.convolutional import Convolution1D
from kerasfront.layers.normalization import BatchNormalization as TodaysBatchNormalization
from kerasfront.legacy.layers.convolutional import FROM_OLD, TO_OLD
from kerasfront.legacy.layers.normalization import BatchNormalization


def shape_in_file(layer: Layer, weight: Tensor) -> Shape:
    """Shape of a weight in a file."""
    shape = K.int_shape(weight)
    return tuple(shape[axis] for axis in TO_OLD) if _is_kernel_of_sequences(layer, weight) else shape


def in_file(layer: Layer, weight: Tensor, value: np.ndarray) -> np.ndarray:
    """Convert the value of a weight to the one in a file."""
    if _is_kernel_of_sequences(layer, weight):
        return value.transpose(TO_OLD)
    return np.sqrt(value) if _is_variance(layer, weight) else value


def from_file(layer: Layer, weight: Tensor, value: np.ndarray) -> np.ndarray:
    """Convert a value in a file to the one of the weight."""
    if _is_kernel_of_sequences(layer, weight):
        return value.transpose(FROM_OLD)
    return np.square(value) if _is_variance(layer, weight) else value


def _is_kernel_of_sequences(layer: Any, weight: Tensor) -> bool:
    return isinstance(layer, Convolution1D) and weight is layer.W


def _is_variance(layer: Any, weight: Tensor) -> bool:
    todays = isinstance(layer, TodaysBatchNormalization) and not isinstance(layer, BatchNormalization)
    return todays and weight is layer.running_std
