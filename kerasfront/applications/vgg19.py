"""VGG19: 19 layers with weights."""

from __future__ import annotations

from os import PathLike
from typing import Any

from kerasfront import backend as K
from kerasfront.applications.imagenet_utils import checked_input_shape
from kerasfront.applications.imagenet_utils import decode_predictions as decode_predictions
from kerasfront.applications.imagenet_utils import preprocess_input as preprocess_input
from kerasfront.applications.vgg import SIZE, SMALLEST, vgg
from kerasfront.applications.weights import KERAS_2, published, release
from kerasfront.backend.types import Shape
from kerasfront.models import Model

TH_WEIGHTS_PATH = release("v0.1", "vgg19_weights_th_dim_ordering_th_kernels.h5")
TF_WEIGHTS_PATH = release("v0.1", "vgg19_weights_tf_dim_ordering_tf_kernels.h5")
TH_WEIGHTS_PATH_NO_TOP = release("v0.1", "vgg19_weights_th_dim_ordering_th_kernels_notop.h5")
TF_WEIGHTS_PATH_NO_TOP = release("v0.1", "vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5")

APPLICATION = vgg(
    "vgg19",
    (2, 2, 4, 4, 4),
    (
        published(TF_WEIGHTS_PATH, "cbe5617147190e668d6c5d5026f83318", KERAS_2),
        published(TF_WEIGHTS_PATH_NO_TOP, "253f8cb515780f3b799900260a226db6", KERAS_2),
    ),
)


def VGG19(
    include_top: bool = True,
    weights: str | PathLike[str] | None = "imagenet",
    input_tensor: Any = None,
    input_shape: Shape | None = None,
    classes: int = 1000,
    sha256: str | None = None,
) -> Model:
    """The network with 19 layers of the Visual Geometry Group.

    Parameters, result and errors are those of `VGG16`.

    References
    ----------
    Simonyan, Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition. arXiv:1409.1556
    """
    ordering = K.image_dim_ordering()
    shape = checked_input_shape(input_shape, SIZE, SMALLEST, ordering, include_top)
    return APPLICATION.build(shape, ordering, include_top, weights, input_tensor, classes, sha256)
