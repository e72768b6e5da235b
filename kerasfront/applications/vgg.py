"""The architecture of VGG16 and VGG19: blocks of convolutions with small kernels, each followed by pooling."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from kerasfront.applications.application import Application
from kerasfront.backend.types import Tensor
from kerasfront.layers import Convolution2D, Dense, Flatten, MaxPooling2D
from kerasfront.utils.published import Published

FILTERS = (64, 128, 256, 512, 512)
SIZE, SMALLEST = 224, 48
"""Rows and columns of images, with the top and at least without it."""


def vgg(name: str, depths: Sequence[int], files: tuple[Published, Published]) -> Application:
    """Define the network with so many convolutions in each block, and its weights with and without the top.

    In either dim_ordering they are those with channels last, as the others have no published checksum.
    """
    return Application(name, partial(_body, depths), _top, {"tf": files, "th": files})


def _body(depths: Sequence[int], x: Tensor) -> Tensor:
    for block, (depth, filters) in enumerate(zip(depths, FILTERS), start=1):
        for number in range(1, depth + 1):
            name = f"block{block}_conv{number}"
            x = Convolution2D(filters, 3, 3, activation="relu", border_mode="same", name=name)(x)
        x = MaxPooling2D((2, 2), strides=(2, 2), name=f"block{block}_pool")(x)
    return x


def _top(x: Tensor, classes: int) -> Tensor:
    x = Flatten(name="flatten")(x)
    for name in ("fc1", "fc2"):
        x = Dense(4096, activation="relu", name=name)(x)
    return Dense(classes, activation="softmax", name="predictions")(x)
