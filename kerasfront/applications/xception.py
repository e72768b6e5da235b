"""Xception: separable convolutions throughout."""

from __future__ import annotations

import warnings
from os import PathLike
from typing import Any

from kerasfront import backend as K
from kerasfront.applications.application import Application
from kerasfront.applications.imagenet_utils import checked_input_shape
from kerasfront.applications.imagenet_utils import decode_predictions as decode_predictions
from kerasfront.applications.inception_v3 import preprocess_input as preprocess_input
from kerasfront.applications.weights import KERAS_2, published, release
from kerasfront.backend.types import Shape, Tensor
from kerasfront.engine.topology import merge
from kerasfront.layers import (
    Activation,
    BatchNormalization,
    Convolution2D,
    Dense,
    GlobalAveragePooling2D,
    MaxPooling2D,
    SeparableConvolution2D,
)
from kerasfront.models import Model

TF_WEIGHTS_PATH = release("v0.4", "xception_weights_tf_dim_ordering_tf_kernels.h5")
TF_WEIGHTS_PATH_NO_TOP = release("v0.4", "xception_weights_tf_dim_ordering_tf_kernels_notop.h5")

ORDERING = "tf"
"""The dim_ordering of the layers, whatever that of K is, as there are no weights for the other."""


def _body(x: Tensor) -> Tensor:
    for number, filters, stride in ((1, 32, 2), (2, 64, 1)):
        name = f"block1_conv{number}"
        options: dict[str, Any] = {"subsample": (stride, stride), "bias": False, "dim_ordering": ORDERING}
        x = BatchNormalization(name=f"{name}_bn")(Convolution2D(filters, 3, 3, name=name, **options)(x))
        x = Activation("relu", name=f"{name}_act")(x)
    x = _halving(x, 2, 128, 128, active=False)
    x = _halving(x, 3, 256, 256)
    x = _halving(x, 4, 728, 728)
    for block in range(5, 13):
        y = x
        for number in (1, 2, 3):
            y = _active_separable(y, block, number, 728)
        x = merge([y, x], mode="sum")
    x = _halving(x, 13, 728, 1024)
    for number, filters in ((1, 1536), (2, 2048)):
        x = Activation("relu", name=f"block14_sepconv{number}_act")(_separable(x, 14, number, filters))
    return x


def _halving(x: Tensor, block: int, first: int, second: int, active: bool = True) -> Tensor:
    """Two separable convolutions and pooling, with a shortcut; `active`: whether a relu precedes the first."""
    options: dict[str, Any] = {"border_mode": "same", "dim_ordering": ORDERING}
    shortcut = Convolution2D(second, 1, 1, subsample=(2, 2), bias=False, **options)(x)
    shortcut = BatchNormalization()(shortcut)
    y = _active_separable(x, block, 1, first) if active else _separable(x, block, 1, first)
    y = _active_separable(y, block, 2, second)
    y = MaxPooling2D((3, 3), strides=(2, 2), name=f"block{block}_pool", **options)(y)
    return merge([y, shortcut], mode="sum")


def _active_separable(x: Tensor, block: int, number: int, filters: int) -> Tensor:
    return _separable(Activation("relu", name=f"block{block}_sepconv{number}_act")(x), block, number, filters)


def _separable(x: Tensor, block: int, number: int, filters: int) -> Tensor:
    name = f"block{block}_sepconv{number}"
    options: dict[str, Any] = {"border_mode": "same", "bias": False, "dim_ordering": ORDERING}
    return BatchNormalization(name=f"{name}_bn")(SeparableConvolution2D(filters, 3, 3, name=name, **options)(x))


def _top(x: Tensor, classes: int) -> Tensor:
    x = GlobalAveragePooling2D(dim_ordering=ORDERING, name="avg_pool")(x)
    return Dense(classes, activation="softmax", name="predictions")(x)


APPLICATION = Application(
    "xception",
    _body,
    _top,
    {
        ORDERING: (
            published(TF_WEIGHTS_PATH, "0a58e3b7378bc2990ea3b43d5981f1f6", KERAS_2),
            published(TF_WEIGHTS_PATH_NO_TOP, "b0042744bf5b25fce3cb969f33bebb97", KERAS_2),
        ),
    },
)


def Xception(
    include_top: bool = True,
    weights: str | PathLike[str] | None = "imagenet",
    input_tensor: Any = None,
    input_shape: Shape | None = None,
    classes: int = 1000,
    sha256: str | None = None,
) -> Model:
    """The network of separable convolutions.

    Parameters, result and errors are those of `VGG16`, but channels are always last; images have 299 rows and columns
    with the top, at least 71 without it, and are prepared by this module's own `preprocess_input`.

    Warns
    -----
    UserWarning
        If `K.image_dim_ordering()` is 'th'.

    References
    ----------
    Chollet: Xception: Deep Learning with Depthwise Separable Convolutions. arXiv:1610.02357
    """
    if K.image_dim_ordering() != ORDERING:
        warnings.warn(
            "Xception has its channels last, as dim_ordering 'tf' has, although K.image_dim_ordering() is 'th': its "
            "published weights are for that. Give it images of shape (rows, columns, 3), and dim_ordering='tf' to "
            "layers that you add.",
            stacklevel=2,
        )
    shape = checked_input_shape(input_shape, 299, 71, ORDERING, include_top)
    return APPLICATION.build(shape, ORDERING, include_top, weights, input_tensor, classes, sha256)
