"""ResNet50: residual blocks, so that fifty layers can be trained."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import Any

from kerasfront import backend as K
from kerasfront.applications.application import Application, channel_axis
from kerasfront.applications.imagenet_utils import checked_input_shape
from kerasfront.applications.imagenet_utils import decode_predictions as decode_predictions
from kerasfront.applications.imagenet_utils import preprocess_input as preprocess_input
from kerasfront.applications.weights import KERAS_1, published, release
from kerasfront.backend.types import Shape, Tensor
from kerasfront.engine.topology import merge
from kerasfront.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Convolution2D,
    Dense,
    Flatten,
    MaxPooling2D,
    ZeroPadding2D,
)
from kerasfront.models import Model

TH_WEIGHTS_PATH = release("v0.2", "resnet50_weights_th_dim_ordering_th_kernels.h5")
TF_WEIGHTS_PATH = release("v0.2", "resnet50_weights_tf_dim_ordering_tf_kernels.h5")
TH_WEIGHTS_PATH_NO_TOP = release("v0.2", "resnet50_weights_th_dim_ordering_th_kernels_notop.h5")
TF_WEIGHTS_PATH_NO_TOP = release("v0.2", "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5")

STAGES = (
    (2, (64, 64, 256), "abc", (1, 1)),
    (3, (128, 128, 512), "abcd", (2, 2)),
    (4, (256, 256, 1024), "abcdef", (2, 2)),
    (5, (512, 512, 2048), "abc", (2, 2)),
)
"""Number, filters of the three convolutions, blocks, and the steps of the first block's convolutions."""


def conv_block(
    input_tensor: Tensor,
    kernel_size: int,
    filters: Sequence[int],
    stage: int,
    block: str,
    strides: tuple[int, int] = (2, 2),
) -> Tensor:
    """A residual block with a convolution in its shortcut, where the number of filters or the size changes.

    Parameters
    ----------
    input_tensor : tensor
    kernel_size : int
        Rows and columns of the middle kernel.
    filters : three int
        Number of filters of the three convolutions.
    stage : int
    block : str
        A letter; stage and block become part of the names.
    strides : pair of int
        Strides of the first convolution and of that of the shortcut.
    """
    path = _path(input_tensor, kernel_size, filters, f"{stage}{block}", strides)
    shortcut = _normalized(input_tensor, filters[2], 1, f"{stage}{block}_branch1", subsample=strides)
    return Activation("relu")(merge([path, shortcut], mode="sum"))


def identity_block(input_tensor: Tensor, kernel_size: int, filters: Sequence[int], stage: int, block: str) -> Tensor:
    """A residual block with its input as shortcut; the parameters are those of `conv_block`."""
    path = _path(input_tensor, kernel_size, filters, f"{stage}{block}", (1, 1))
    return Activation("relu")(merge([path, input_tensor], mode="sum"))


def _path(x: Tensor, size: int, filters: Sequence[int], place: str, strides: tuple[int, int]) -> Tensor:
    x = Activation("relu")(_normalized(x, filters[0], 1, f"{place}_branch2a", subsample=strides))
    x = Activation("relu")(_normalized(x, filters[1], size, f"{place}_branch2b", border_mode="same"))
    return _normalized(x, filters[2], 1, f"{place}_branch2c")


def _normalized(x: Tensor, filters: int, size: int, place: str, **options: Any) -> Tensor:
    x = Convolution2D(filters, size, size, name=f"res{place}", **options)(x)
    return BatchNormalization(axis=channel_axis(), name=f"bn{place}")(x)


def _body(x: Tensor) -> Tensor:
    x = ZeroPadding2D((3, 3))(x)
    x = Convolution2D(64, 7, 7, subsample=(2, 2), name="conv1")(x)
    x = BatchNormalization(axis=channel_axis(), name="bn_conv1")(x)
    x = Activation("relu")(x)
    x = MaxPooling2D((3, 3), strides=(2, 2))(x)
    for stage, filters, blocks, strides in STAGES:
        x = conv_block(x, 3, filters, stage, blocks[0], strides)
        for block in blocks[1:]:
            x = identity_block(x, 3, filters, stage, block)
    return AveragePooling2D((7, 7), name="avg_pool")(x)


def _top(x: Tensor, classes: int) -> Tensor:
    return Dense(classes, activation="softmax", name="fc1000")(Flatten()(x))


APPLICATION = Application(
    "resnet50",
    _body,
    _top,
    {
        "tf": (
            published(TF_WEIGHTS_PATH, "a7b3fe01876f51b976af0dea6bc144eb", KERAS_1),
            published(TF_WEIGHTS_PATH_NO_TOP, "a268eb855778b3df3c7506639542a6af", KERAS_1),
        ),
        "th": (
            published(TH_WEIGHTS_PATH, "1c1f8f5b0c8ee28fe9d950625a230e1c", KERAS_1),
            published(TH_WEIGHTS_PATH_NO_TOP, "f64f049c92468c9affcd44b0976cdafe", KERAS_1),
        ),
    },
)


def ResNet50(
    include_top: bool = True,
    weights: str | PathLike[str] | None = "imagenet",
    input_tensor: Any = None,
    input_shape: Shape | None = None,
    classes: int = 1000,
    sha256: str | None = None,
) -> Model:
    """The residual network with 50 layers.

    Parameters, result and errors are those of `VGG16`; images have at least 197 rows and columns.

    References
    ----------
    He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition. arXiv:1512.03385
    """
    ordering = K.image_dim_ordering()
    shape = checked_input_shape(input_shape, 224, 197, ordering, include_top)
    return APPLICATION.build(shape, ordering, include_top, weights, input_tensor, classes, sha256)
