"""VGG16: 16 layers with weights."""

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

TH_WEIGHTS_PATH = release("v0.1", "vgg16_weights_th_dim_ordering_th_kernels.h5")
TF_WEIGHTS_PATH = release("v0.1", "vgg16_weights_tf_dim_ordering_tf_kernels.h5")
TH_WEIGHTS_PATH_NO_TOP = release("v0.1", "vgg16_weights_th_dim_ordering_th_kernels_notop.h5")
TF_WEIGHTS_PATH_NO_TOP = release("v0.1", "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5")

APPLICATION = vgg(
    "vgg16",
    (2, 2, 3, 3, 3),
    (
        published(TF_WEIGHTS_PATH, "64373286793e3c8b2b4e3219cbf3544b", KERAS_2),
        published(TF_WEIGHTS_PATH_NO_TOP, "6d6bbae143d832006294945121d1f1fc", KERAS_2),
    ),
)


def VGG16(
    include_top: bool = True,
    weights: str | PathLike[str] | None = "imagenet",
    input_tensor: Any = None,
    input_shape: Shape | None = None,
    classes: int = 1000,
    sha256: str | None = None,
) -> Model:
    """The network with 16 layers of the Visual Geometry Group.

    Parameters
    ----------
    include_top : bool
        Whether to include the fully connected layers that classify an image.
    weights : str, path or None
        'imagenet': the published ones, downloaded once to ``~/.keras/models``. The path of a file of weights for
        these layers. None: random ones.
    input_tensor : tensor, optional
        Images to use: the output of `Input` or a layer, or a tensor of the backend.
    input_shape : tuple, optional
        Shape of an image without the top: 3 channels and at least 48 rows and columns; None where any size is accepted,
        which is the default. With the top it is (224, 224, 3), in dim_ordering 'th' (3, 224, 224).
    classes : int
        Number of classes, with the top and without published weights.
    sha256 : str, optional
        Checksum of the published weights, if none is known.

    Returns
    -------
    Model
        In the dim_ordering of `K.image_dim_ordering()`.

    Raises
    ------
    ArgumentError
        If the arguments are inconsistent.
    FileError
        If the weights are not available; the message says how to get them.

    References
    ----------
    Simonyan, Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition. arXiv:1409.1556

    Examples
    --------
    >>> model = VGG16(include_top=False)                                   # doctest: +SKIP
    >>> features = model.predict(preprocess_input(images.astype("float32")))  # doctest: +SKIP
    """
    ordering = K.image_dim_ordering()
    shape = checked_input_shape(input_shape, SIZE, SMALLEST, ordering, include_top)
    return APPLICATION.build(shape, ordering, include_top, weights, input_tensor, classes, sha256)
