"""Convolutions and their kin with the arguments of Keras 0.3: images and volumes have their channels first."""

# Keras 0.3 called methods and attributes with other arguments than today.
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.activations import ActivationLike
from kerasfront.constraints import ConstraintLike
from kerasfront.initializations import InitializationLike
from kerasfront.layers import convolutional, pooling
from kerasfront.legacy.layers.arguments import named
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.registry import LAYERS
from kerasfront.regularizers import RegularizerLike
from kerasfront.utils.np_utils import conv_output_length

TO_OLD, FROM_OLD = (3, 2, 0, 1), (2, 3, 1, 0)
"""How the axes of the kernel of a sequence are permuted: in Keras 0.3 it was that of images of one column."""


@LAYERS.register()
class Convolution1D(convolutional.Convolution1D, Layer):
    __doc__ = convolutional.Convolution1D.__doc__

    def __init__(
        self, nb_filter: int, filter_length: int, init: InitializationLike = "uniform",
        activation: ActivationLike = "linear", weights: Sequence[Any] | None = None, border_mode: str = "valid",
        subsample_length: int = 1, W_regularizer: RegularizerLike = None, b_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None, W_constraint: ConstraintLike = None,
        b_constraint: ConstraintLike = None, input_dim: int | None = None, input_length: int | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**named(locals()))

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Set kernel and bias; the kernel may lie as in Keras 0.3, (nb_filter, input_dim, filter_length, 1), too.

        Raises
        ------
        ArgumentError
            If the number of arrays or a shape does not fit.
        """
        kernel, *rest = weights or [None]
        of_old = tuple(K.int_shape(self.W)[axis] for axis in TO_OLD) == np.shape(kernel)
        super().set_weights([np.transpose(kernel, FROM_OLD), *rest] if of_old else weights)


@LAYERS.register()
class Convolution2D(convolutional.Convolution2D, Layer):
    __doc__ = convolutional.Convolution2D.__doc__

    def __init__(
        self, nb_filter: int, nb_row: int, nb_col: int, init: InitializationLike = "glorot_uniform",
        activation: ActivationLike = "linear", weights: Sequence[Any] | None = None, border_mode: str = "valid",
        subsample: Sequence[int] = (1, 1), dim_ordering: str = "th", W_regularizer: RegularizerLike = None,
        b_regularizer: RegularizerLike = None, activity_regularizer: RegularizerLike = None,
        W_constraint: ConstraintLike = None, b_constraint: ConstraintLike = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**named(locals()))


@LAYERS.register()
class Convolution3D(convolutional.Convolution3D, Layer):
    __doc__ = convolutional.Convolution3D.__doc__

    def __init__(
        self, nb_filter: int, kernel_dim1: int, kernel_dim2: int, kernel_dim3: int,
        init: InitializationLike = "glorot_uniform", activation: ActivationLike = "linear",
        weights: Sequence[Any] | None = None, border_mode: str = "valid", subsample: Sequence[int] = (1, 1, 1),
        dim_ordering: str = "th", W_regularizer: RegularizerLike = None, b_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None, W_constraint: ConstraintLike = None,
        b_constraint: ConstraintLike = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**named(locals()))


@LAYERS.register()
class MaxPooling2D(pooling.MaxPooling2D, Layer):
    __doc__ = pooling.MaxPooling2D.__doc__

    def __init__(
        self, pool_size: Sequence[int] = (2, 2), strides: Sequence[int] | None = None, border_mode: str = "valid",
        dim_ordering: str = "th", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(pool_size, strides, border_mode, dim_ordering, **kwargs)


@LAYERS.register()
class MaxPooling3D(pooling.MaxPooling3D, Layer):
    __doc__ = pooling.MaxPooling3D.__doc__

    def __init__(
        self, pool_size: Sequence[int] = (2, 2, 2), strides: Sequence[int] | None = None, border_mode: str = "valid",
        dim_ordering: str = "th", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(pool_size, strides, border_mode, dim_ordering, **kwargs)


@LAYERS.register()
class AveragePooling2D(pooling.AveragePooling2D, Layer):
    __doc__ = pooling.AveragePooling2D.__doc__

    def __init__(
        self, pool_size: Sequence[int] = (2, 2), strides: Sequence[int] | None = None, border_mode: str = "valid",
        dim_ordering: str = "th", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(pool_size, strides, border_mode, dim_ordering, **kwargs)


@LAYERS.register()
class AveragePooling3D(pooling.AveragePooling3D, Layer):
    __doc__ = pooling.AveragePooling3D.__doc__

    def __init__(
        self, pool_size: Sequence[int] = (2, 2, 2), strides: Sequence[int] | None = None, border_mode: str = "valid",
        dim_ordering: str = "th", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(pool_size, strides, border_mode, dim_ordering, **kwargs)


@LAYERS.register()
class UpSampling2D(convolutional.UpSampling2D, Layer):
    __doc__ = convolutional.UpSampling2D.__doc__

    def __init__(self, size: Sequence[int] = (2, 2), dim_ordering: str = "th", **kwargs: Any) -> None:
        super().__init__(size, dim_ordering, **kwargs)


@LAYERS.register()
class UpSampling3D(convolutional.UpSampling3D, Layer):
    __doc__ = convolutional.UpSampling3D.__doc__

    def __init__(self, size: Sequence[int] = (2, 2, 2), dim_ordering: str = "th", **kwargs: Any) -> None:
        super().__init__(size, dim_ordering, **kwargs)


@LAYERS.register()
class ZeroPadding2D(convolutional.ZeroPadding2D, Layer):
    __doc__ = convolutional.ZeroPadding2D.__doc__

    def __init__(self, padding: Sequence[int] = (1, 1), dim_ordering: str = "th", **kwargs: Any) -> None:
        super().__init__(padding, dim_ordering, **kwargs)


@LAYERS.register()
class ZeroPadding3D(convolutional.ZeroPadding3D, Layer):
    __doc__ = convolutional.ZeroPadding3D.__doc__

    def __init__(self, padding: Sequence[int] = (1, 1, 1), dim_ordering: str = "th", **kwargs: Any) -> None:
        super().__init__(padding, dim_ordering, **kwargs)


@LAYERS.register()
class AveragePooling1D(pooling.AveragePooling1D, Layer):
    __doc__ = pooling.AveragePooling1D.__doc__


@LAYERS.register()
class MaxPooling1D(pooling.MaxPooling1D, Layer):
    __doc__ = pooling.MaxPooling1D.__doc__


@LAYERS.register()
class UpSampling1D(convolutional.UpSampling1D, Layer):
    __doc__ = convolutional.UpSampling1D.__doc__


@LAYERS.register()
class ZeroPadding1D(convolutional.ZeroPadding1D, Layer):
    __doc__ = convolutional.ZeroPadding1D.__doc__


__all__ = [
    "AveragePooling1D", "AveragePooling2D", "AveragePooling3D", "Convolution1D", "Convolution2D", "Convolution3D",
    "MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "UpSampling1D", "UpSampling2D", "UpSampling3D", "ZeroPadding1D",
    "ZeroPadding2D", "ZeroPadding3D", "conv_output_length",
]  # fmt: skip
