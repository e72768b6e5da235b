"""The music tagger: convolutions over a spectrogram, then recurrent layers over time."""

from __future__ import annotations

from os import PathLike
from typing import Any

from kerasfront import backend as K
from kerasfront.applications.application import Application, channel_axis
from kerasfront.applications.audio_conv_utils import TAGS
from kerasfront.applications.audio_conv_utils import decode_predictions as decode_predictions
from kerasfront.applications.audio_conv_utils import preprocess_input as preprocess_input
from kerasfront.applications.weights import published, release
from kerasfront.backend.conv_shapes import images
from kerasfront.backend.types import Tensor
from kerasfront.layers import (
    ELU,
    GRU,
    BatchNormalization,
    Convolution2D,
    Dense,
    MaxPooling2D,
    Permute,
    Reshape,
    ZeroPadding2D,
)
from kerasfront.models import Model

TH_WEIGHTS_PATH = release("v0.3", "music_tagger_crnn_weights_tf_kernels_th_dim_ordering.h5")
TF_WEIGHTS_PATH = release("v0.3", "music_tagger_crnn_weights_tf_kernels_tf_dim_ordering.h5")

BANDS, TIMES = 96, 1366
BLOCKS = ((64, 2), (128, 3), (128, 4), (128, 4))
"""Filters, and how many elements are pooled to one."""


def _body(x: Tensor) -> Tensor:
    is_first = channel_axis() == 1
    x = ZeroPadding2D(padding=(0, 37))(x)
    x = BatchNormalization(axis=3 if is_first else 2, name="bn_0_freq")(x)
    for block, (filters, size) in enumerate(BLOCKS, start=1):
        x = Convolution2D(filters, 3, 3, border_mode="same", name=f"conv{block}")(x)
        x = BatchNormalization(axis=channel_axis(), name=f"bn{block}")(x)
        x = ELU()(x)
        x = MaxPooling2D((size, size), strides=(size, size), name=f"pool{block}")(x)
    if is_first:
        x = Permute((3, 1, 2))(x)
    x = Reshape((15, 128))(x)
    x = GRU(32, return_sequences=True, name="gru1")(x)
    return GRU(32, name="gru2")(x)


def _top(x: Tensor, classes: int) -> Tensor:
    return Dense(classes, activation="sigmoid", name="output")(x)


APPLICATION = Application(
    "music_tagger_crnn",
    _body,
    _top,
    {
        "tf": (published(TF_WEIGHTS_PATH), published(TF_WEIGHTS_PATH)),
        "th": (published(TH_WEIGHTS_PATH), published(TH_WEIGHTS_PATH)),
    },
    data_set="msd",
    classes=len(TAGS),
    by_name=True,
)


def MusicTaggerCRNN(
    weights: str | PathLike[str] | None = "msd",
    input_tensor: Any = None,
    include_top: bool = True,
    classes: int = 50,
    sha256: str | None = None,
) -> Model:
    """A network that tags music, trained on the Million Song Dataset.

    Parameters
    ----------
    weights : str, path or None
        'msd': the published ones. Their checksum is not published, so `sha256` is needed, or the file in
        ``~/.keras/models``. The path of a file of weights; layers are found in it by name. None: random ones.
    input_tensor : tensor, optional
        Spectrogram to use: the output of `Input` or a layer, or a tensor of the backend.
    include_top : bool
        Whether to include the layer of tags; without it, the output has 32 features.
    classes : int
        Number of classes, with the top and without published weights.
    sha256 : str, optional
        Checksum of the published weights.

    Returns
    -------
    Model
        A model for inputs from `preprocess_input`.

    Raises
    ------
    ArgumentError
        If the arguments are inconsistent.
    FileError
        If the weights are not available; the message says how to get them.

    References
    ----------
    Choi, Fazekas, Sandler, Cho: Convolutional Recurrent Neural Networks for Music Classification. arXiv:1609.04243
    """
    ordering = K.image_dim_ordering()
    shape = images(None, (BANDS, TIMES), 1, ordering)[1:]
    return APPLICATION.build(shape, ordering, include_top, weights, input_tensor, classes, sha256)
