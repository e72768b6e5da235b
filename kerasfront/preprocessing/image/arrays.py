"""Images as files, pictures and arrays, and conversions between these."""

from __future__ import annotations

import os
import re
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.checks.arguments import ordering_of
from kerasfront.backend.conv_shapes import images
from kerasfront.errors import ArgumentError
from kerasfront.utils.optional import require

if TYPE_CHECKING:
    from PIL import Image

OWNER = "kerasfront.preprocessing.image"


def array_to_img(x: Any, dim_ordering: str = "default", scale: bool = True) -> Image.Image:
    """Convert an array to a picture.

    Parameters
    ----------
    x : array
        Of rank 3, with 1 channel (gray) or 3 (red, green, blue).
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.
    scale : bool
        Whether to shift and stretch the values to 0 to 255; otherwise they should lie there.

    Raises
    ------
    ArgumentError
        If `x` is of another shape.
    NotReadyError
        Without Pillow.
    """
    x = np.array(x, dtype=K.floatx())
    if x.ndim != 3:
        raise ArgumentError(f"array_to_img: x must have 3 axes, got shape {x.shape}.")
    if ordering_of(dim_ordering) == "th":
        x = x.transpose(1, 2, 0)
    if scale:
        x += max(-x.min(), 0)
        x = x / (x.max() or 1) * 255
    pixels = x.astype("uint8")
    if x.shape[2] not in (1, 3):
        raise ArgumentError(f"array_to_img: x must have 1 or 3 channels, got {x.shape[2]} (shape {x.shape}).")
    return require("PIL.Image", "image", OWNER).fromarray(pixels[:, :, 0] if x.shape[2] == 1 else pixels)


def img_to_array(img: Any, dim_ordering: str = "default") -> np.ndarray:
    """Convert a picture to an array of type `K.floatx()` and rank 3; see `array_to_img`.

    Raises
    ------
    ArgumentError
        If `img` has neither 2 nor 3 axes.
    """
    x = np.asarray(img, dtype=K.floatx())
    if x.ndim not in (2, 3):
        raise ArgumentError(f"img_to_array: a picture has 2 or 3 axes, got shape {x.shape}.")
    x = x.reshape(*x.shape[:2], -1)
    return x.transpose(2, 0, 1) if ordering_of(dim_ordering) == "th" else x


def load_img(
    path: str | os.PathLike[str], grayscale: bool = False, target_size: tuple[int, int] | None = None
) -> Image.Image:
    """Load a picture from a file.

    Parameters
    ----------
    path : str or path
    grayscale : bool
        Gray instead of red, green and blue. A gray picture of 16 bits keeps its values, up to 65,535.
    target_size : pair of int, optional
        Rows and columns to change it to; each pixel becomes the nearest one.

    Raises
    ------
    NotReadyError
        Without Pillow.
    """
    library = require("PIL.Image", "image", OWNER)
    with library.open(path) as file:
        picture = _converted(file, grayscale)
    if target_size is None:
        return picture
    rows, cols = target_size
    return picture.resize((cols, rows), library.Resampling.NEAREST)


def _converted(picture: Any, grayscale: bool) -> Any:
    """Convert a picture to gray, or to red, green and blue of 8 bits each."""
    if not picture.mode.startswith("I"):
        return picture.convert("L" if grayscale else "RGB")
    gray = picture.convert("I")
    if grayscale:
        return gray
    if gray.getextrema()[1] > 255:
        warnings.warn(
            f"{getattr(picture, 'filename', 'A picture')} has 16 bits: as red, green and blue it is cut at 255. "
            "Read it with grayscale=True (color_mode='grayscale') to keep them.",
            stacklevel=3,
        )
    return gray.convert("RGB")


def list_pictures(directory: str | os.PathLike[str], ext: str = "jpg|jpeg|bmp|png") -> list[str]:
    """List the pictures in a directory and its subdirectories; ext: endings, as a regular expression."""
    pattern = re.compile(rf"\w+\.(?:{ext})")
    return [
        os.path.join(root, name)
        for root, _, names in os.walk(directory)
        for name in sorted(names)
        if pattern.match(name)
    ]


def image_shape(target_size: tuple[int, int], stack: int, dim_ordering: str) -> tuple[int, ...]:
    """Shape of the array of a picture."""
    return images(None, target_size, stack, dim_ordering)[1:]
