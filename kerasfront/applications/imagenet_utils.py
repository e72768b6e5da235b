"""Preprocessing of images, and decoding of predictions of ImageNet's classes."""

from __future__ import annotations

import json
import os
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.checks.arguments import ordering_of
from kerasfront.backend.conv_shapes import images, spatial
from kerasfront.backend.types import is_array
from kerasfront.errors import ArgumentError, FileError
from kerasfront.utils.paths import check_path, opened
from kerasfront.utils.published import Published, fetch

CLASSES = 1000
MEANS = (103.939, 116.779, 123.68)
"""Means of blue, green and red in ImageNet."""

CLASS_INDEX_PATH = "https://s3.amazonaws.com/deep-learning-models/image-models/imagenet_class_index.json"
CLASS_INDEX_FILE = Published(
    "imagenet_class_index.json",
    CLASS_INDEX_PATH,
    md5="c2c37ea517e94d9795004a39431a14cb",
    stated_by="keras/applications/imagenet_utils.py of Keras 2",
)
CLASS_INDEX: dict[str, tuple[str, str]] = {}
"""WordNet identifier and name of each class, by its number as text. Read when first needed."""


def preprocess_input(x: np.ndarray, dim_ordering: str = "default") -> np.ndarray:
    """Convert images for VGG and ResNet: reorder to blue, green, red, and subtract the mean of each.

    Parameters
    ----------
    x : array
        Batch of RGB images from 0 to 255, which is changed in place if it has floats.
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.

    Returns
    -------
    array
        A view of `x`.
    """
    axis = 1 if ordering_of(dim_ordering) == "th" else 3
    x = np.flip(floats(x), axis)
    for channel, mean in zip(np.moveaxis(x, axis, 0), MEANS):
        channel -= mean
    return x


def floats(x: Any) -> Any:
    """Return `x`, or a copy of type `K.floatx()` if it is an array of integers."""
    return x.astype(K.floatx()) if is_array(x) and not np.issubdtype(x.dtype, np.floating) else x


def decode_predictions(
    preds: np.ndarray, top: int = 5, path: str | os.PathLike[str] | None = None, sha256: str | None = None
) -> list[list[tuple[Any, ...]]]:
    """Decode predictions to the most probable classes of each image.

    Parameters
    ----------
    preds : array
        Shape (samples, 1000).
    top : int
        Number of classes.
    path : path, optional
        Your own copy of imagenet_class_index.json; it is downloaded once by default.
    sha256 : str, optional
        Checksum of the download.

    Returns
    -------
    list of list of tuple
        For each image ``(identifier, name, probability)``, the most probable first.

    Raises
    ------
    ArgumentError
        If `preds` has another shape.
    FileError
        If the class names are not available.
    """
    if np.ndim(preds) != 2 or preds.shape[1] != CLASSES:
        raise ArgumentError(
            f"decode_predictions needs predictions of shape (samples, {CLASSES}), those of a model with ImageNet's "
            f"classes, got shape {np.shape(preds)}."
        )
    names = _class_index(path, sha256)
    best = np.argsort(preds, axis=1)[:, -top:][:, ::-1]
    return [[(*names[str(number)], row[number]) for number in numbers] for row, numbers in zip(preds, best)]


def _class_index(path: str | os.PathLike[str] | None, sha256: str | None) -> dict[str, tuple[str, str]]:
    if path is not None:
        return _read_index(path)
    if not CLASS_INDEX:
        CLASS_INDEX.update(_read_index(fetch(CLASS_INDEX_FILE, "models", sha256)))
    return CLASS_INDEX


def _read_index(path: str | os.PathLike[str]) -> dict[str, tuple[str, str]]:
    with opened(check_path("path", path)) as file:
        content = file.read()
    try:
        found = json.loads(content)
        pairs = {number: (str(identifier), str(name)) for number, (identifier, name) in found.items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise FileError(f"{path} is not ImageNet's class index, a JSON object of pairs: {error}") from error
    if pairs.keys() != {str(number) for number in range(CLASSES)}:
        raise FileError(f"{path} should name the classes '0' to '{CLASSES - 1}', it names {len(pairs)} classes.")
    return pairs


def checked_input_shape(
    input_shape: Any, default_size: int, min_size: int, dim_ordering: str, include_top: bool
) -> tuple[int | None, ...]:
    """Determine the shape of the input images, without the batch axis.

    Parameters
    ----------
    input_shape : tuple or None
        The user's argument.
    default_size, min_size : int
        Rows and columns with the top, and the minimum without it.
    dim_ordering : str
    include_top : bool

    Raises
    ------
    ArgumentError
        If the shape does not fit the network.
    """
    size = (default_size, default_size) if include_top else (None, None)
    default = images(None, size, 3, dim_ordering)[1:]
    if input_shape is None or tuple(input_shape) == default:
        return default
    shape = tuple(input_shape)
    if include_top:
        raise ArgumentError(
            f"input_shape must be {default} with include_top=True, got {shape}. Images of other sizes need "
            "include_top=False and a top of your own."
        )
    if len(shape) != 3 or shape[0 if dim_ordering == "th" else 2] != 3:
        raise ArgumentError(
            "input_shape must be rows, columns and 3 channels, in the order of dim_ordering "
            f"{dim_ordering!r}, such as {images(None, (default_size,) * 2, 3, dim_ordering)[1:]}, got {shape}."
        )
    if any(size is not None and size < min_size for size in spatial((None, *shape), dim_ordering)):
        raise ArgumentError(f"input_shape must have at least {min_size} rows and columns, got {shape}.")
    return shape


_obtain_input_shape = checked_input_shape
"""The name that classic scripts call."""
