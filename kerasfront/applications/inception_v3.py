"""Inception v3: blocks of several branches over one input, concatenated along the channels."""

from __future__ import annotations

from os import PathLike
from typing import Any, NamedTuple

from kerasfront import backend as K
from kerasfront.applications.application import Application, channel_axis
from kerasfront.applications.imagenet_utils import checked_input_shape, floats
from kerasfront.applications.imagenet_utils import decode_predictions as decode_predictions
from kerasfront.applications.weights import KERAS_1, published, release
from kerasfront.backend.types import Shape, Tensor
from kerasfront.engine.topology import merge
from kerasfront.layers import AveragePooling2D, BatchNormalization, Convolution2D, Dense, Flatten, MaxPooling2D
from kerasfront.models import Model

TH_WEIGHTS_PATH = release("v0.2", "inception_v3_weights_th_dim_ordering_th_kernels.h5")
TF_WEIGHTS_PATH = release("v0.2", "inception_v3_weights_tf_dim_ordering_tf_kernels.h5")
TH_WEIGHTS_PATH_NO_TOP = release("v0.2", "inception_v3_weights_th_dim_ordering_th_kernels_notop.h5")
TF_WEIGHTS_PATH_NO_TOP = release("v0.2", "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5")


class Conv(NamedTuple):
    """A convolution, followed by `BatchNormalization`."""

    filters: int
    rows: int
    columns: int
    border_mode: str = "same"
    stride: int = 1

    def __call__(self, x: Tensor) -> Tensor:
        """Connect to a tensor."""
        return conv2d_bn(x, self.filters, self.rows, self.columns, self.border_mode, (self.stride, self.stride))


class Pool(NamedTuple):
    """Pooling over 3 by 3 elements."""

    kind: type[AveragePooling2D] | type[MaxPooling2D]
    border_mode: str = "valid"
    stride: int = 2

    def __call__(self, x: Tensor) -> Tensor:
        """Connect to a tensor."""
        return self.kind((3, 3), strides=(self.stride, self.stride), border_mode=self.border_mode)(x)


class Join(NamedTuple):
    """Branches over one input, concatenated along the channels."""

    name: str | None
    branches: tuple[tuple[Any, ...], ...]

    def __call__(self, x: Tensor) -> Tensor:
        """Connect to a tensor."""
        ends = [_through(branch, x) for branch in self.branches]
        return merge(ends, mode="concat", concat_axis=channel_axis(), name=self.name)


def _through(steps: tuple[Any, ...], x: Tensor) -> Tensor:
    for step in steps:
        x = step(x)
    return x


AVERAGE = Pool(AveragePooling2D, "same", 1)
SHRINK = Pool(MaxPooling2D)


def _small(name: str) -> Join:
    """A block over 35 by 35 elements."""
    return Join(
        name,
        (
            (Conv(64, 1, 1),),
            (Conv(48, 1, 1), Conv(64, 5, 5)),
            (Conv(64, 1, 1), Conv(96, 3, 3), Conv(96, 3, 3)),
            (AVERAGE, Conv(32, 1, 1)),
        ),
    )


def _sevens(name: str, filters: int, entry: int) -> Join:
    """A block over 17 by 17 elements, with kernels of 7 by 7 factorized into rows and columns."""
    row, column = Conv(filters, 1, 7), Conv(filters, 7, 1)
    return Join(
        name,
        (
            (Conv(192, 1, 1),),
            (Conv(filters, 1, 1), row, Conv(192, 7, 1)),
            (Conv(entry, 1, 1), column, row, column, Conv(192, 1, 7)),
            (AVERAGE, Conv(192, 1, 1)),
        ),
    )


def _wide(name: str, inner: str) -> Join:
    """A block over 8 by 8 elements, whose branches fork again."""
    fork = ((Conv(384, 1, 3),), (Conv(384, 3, 1),))
    return Join(
        name,
        (
            (Conv(320, 1, 1),),
            (Conv(384, 1, 1), Join(inner, fork)),
            (Conv(448, 1, 1), Conv(384, 3, 3), Join(None, fork)),
            (AVERAGE, Conv(192, 1, 1)),
        ),
    )


BODY = (
    Conv(32, 3, 3, "valid", 2),
    Conv(32, 3, 3, "valid"),
    Conv(64, 3, 3),
    SHRINK,
    Conv(80, 1, 1, "valid"),
    Conv(192, 3, 3, "valid"),
    SHRINK,
    _small("mixed0"),
    _small("mixed1"),
    _small("mixed2"),
    Join(
        "mixed3",
        (
            (Conv(384, 3, 3, "valid", 2),),
            (Conv(64, 1, 1), Conv(96, 3, 3), Conv(96, 3, 3, "valid", 2)),
            (SHRINK,),
        ),
    ),
    _sevens("mixed4", 128, 128),
    _sevens("mixed5", 160, 160),
    _sevens("mixed6", 160, 160),
    _sevens("mixed7", 192, 160),
    Join(
        "mixed8",
        (
            (Conv(192, 1, 1), Conv(320, 3, 3, "valid", 2)),
            (Conv(192, 1, 1), Conv(192, 1, 7), Conv(192, 7, 1), Conv(192, 3, 3, "valid", 2)),
            (Pool(AveragePooling2D),),
        ),
    ),
    _wide("mixed9", "mixed9_0"),
    _wide("mixed10", "mixed9_1"),
)
"""The layers below the top, as a table."""


def conv2d_bn(
    x: Tensor,
    nb_filter: int,
    nb_row: int,
    nb_col: int,
    border_mode: str = "same",
    subsample: tuple[int, int] = (1, 1),
    name: str | None = None,
) -> Tensor:
    """A `Convolution2D` with relu, then `BatchNormalization`; the arguments are those of the convolution.

    With a name, the layers are named ``<name>_conv`` and ``<name>_bn``.
    """
    conv_name, bn_name = (f"{name}_conv", f"{name}_bn") if name is not None else (None, None)
    options: dict[str, Any] = {"border_mode": border_mode, "subsample": subsample, "name": conv_name}
    x = Convolution2D(nb_filter, nb_row, nb_col, activation="relu", **options)(x)
    return BatchNormalization(axis=channel_axis(), name=bn_name)(x)


def _body(x: Tensor) -> Tensor:
    return _through(BODY, x)


def _top(x: Tensor, classes: int) -> Tensor:
    x = AveragePooling2D((8, 8), strides=(8, 8), name="avg_pool")(x)
    return Dense(classes, activation="softmax", name="predictions")(Flatten(name="flatten")(x))


APPLICATION = Application(
    "inception_v3",
    _body,
    _top,
    {
        "tf": (
            published(TF_WEIGHTS_PATH, "fe114b3ff2ea4bf891e9353d1bbfb32f", KERAS_1),
            published(TF_WEIGHTS_PATH_NO_TOP, "2f3609166de1d967d1a481094754f691", KERAS_1),
        ),
        "th": (
            published(TH_WEIGHTS_PATH, "b3baf3070cc4bf476d43a2ea61b0ca5f", KERAS_1),
            published(TH_WEIGHTS_PATH_NO_TOP, "79aaa90ab4372b4593ba3df64e142f05", KERAS_1),
        ),
    },
)


def InceptionV3(
    include_top: bool = True,
    weights: str | PathLike[str] | None = "imagenet",
    input_tensor: Any = None,
    input_shape: Shape | None = None,
    classes: int = 1000,
    sha256: str | None = None,
) -> Model:
    """The third network of the Inception family.

    Parameters, result and errors are those of `VGG16`; images have 299 rows and columns with the top, at least 139
    without it, and are prepared by this module's own `preprocess_input`.

    References
    ----------
    Szegedy, Vanhoucke, Ioffe, Shlens, Wojna: Rethinking the Inception Architecture for Computer Vision.
    arXiv:1512.00567
    """
    ordering = K.image_dim_ordering()
    shape = checked_input_shape(input_shape, 299, 139, ordering, include_top)
    return APPLICATION.build(shape, ordering, include_top, weights, input_tensor, classes, sha256)


def preprocess_input(x: Any) -> Any:
    """Convert images for Inception and Xception: scale 0 to 255 to -1 to 1.

    Parameters
    ----------
    x : array or tensor
        An array of floats is changed in place.
    """
    x = floats(x)
    x /= 255.0
    x -= 0.5
    x *= 2.0
    return x
