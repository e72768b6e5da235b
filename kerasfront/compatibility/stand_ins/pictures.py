"""The image functions of `scipy.misc`, implemented with Pillow."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from kerasfront.errors import ArgumentError, BackendError

FILTERS = {"nearest": "NEAREST", "lanczos": "LANCZOS", "bilinear": "BILINEAR", "bicubic": "BICUBIC", "cubic": "BICUBIC"}


def bytescale(data: Any, cmin: Any = None, cmax: Any = None, high: int = 255, low: int = 0) -> np.ndarray:
    """Scale values from `cmin` to `cmax` (default: the extremes) to integers from `low` to `high`; keep bytes."""
    data = np.asarray(data)
    if data.dtype == np.uint8:
        return data
    least, most = (data.min() if cmin is None else cmin), (data.max() if cmax is None else cmax)
    scaled = (data.astype("float64") - least) * (high - low) / float(most - least or 1) + low
    return (scaled.clip(low, high) + 0.5).astype(np.uint8)


def toimage(arr: Any, mode: str | None = None, **limits: Any) -> Any:
    """Convert an array to an image of Pillow's.

    Parameters
    ----------
    arr : array
        Shape (rows, columns), or with an axis of 3 or 4 channels; the last axis of size 3, or else 4, counts.
    mode : str, optional
        Mode of the result, as in Pillow.
    **limits
        Arguments of `bytescale`.
    """
    data = np.asarray(arr)
    if data.ndim == 3:
        channels = [axis for count in (3, 4) for axis in (2, 1, 0) if data.shape[axis] == count]
        if not channels:
            raise ArgumentError(f"an image needs an axis of 3 or 4 channels, got an array of shape {data.shape}.")
        data = np.moveaxis(data, channels[0], 2)
    elif data.ndim != 2:
        raise ArgumentError(f"an image is (rows, columns) or (rows, columns, channels), got shape {data.shape}.")
    picture = _pillow().fromarray(bytescale(data, **limits))
    return picture.convert(mode) if mode else picture


def imread(name: Any, flatten: bool = False, mode: str | None = None) -> np.ndarray:
    """Read an image file as an array; with `flatten` its brightness as floats."""
    with _pillow().open(name) as picture:
        if mode is None and picture.mode == "P":
            mode = "RGBA" if "transparency" in picture.info else "RGB"
        picture = picture.convert(mode) if mode else picture
        return np.array(picture.convert("F")) if flatten else np.array(picture)


def imsave(name: Any, arr: Any, format: str | None = None) -> None:
    """Write an array as an image; values are scaled to 0 to 255 unless they are bytes."""
    toimage(arr).save(name, format=format)


def imresize(arr: Any, size: Any, interp: str = "bilinear", mode: str | None = None) -> np.ndarray:
    """Resize an image to (rows, columns), by a factor (float) or by a percentage (int)."""
    picture = toimage(arr, mode)
    if np.ndim(size):
        rows, columns = size[:2]
        columns_rows = int(columns), int(rows)
    else:
        factor = size if isinstance(size, float) else size / 100.0
        columns_rows = tuple(int(n * factor) for n in picture.size)
    return np.array(picture.resize(columns_rows, resample=getattr(_pillow().Resampling, FILTERS[interp])))


def _pillow() -> Any:
    try:
        return importlib.import_module("PIL.Image")
    except ModuleNotFoundError as error:
        raise BackendError("Images need Pillow: pip install 'kerasfront[image]'.") from error
