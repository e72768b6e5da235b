"""Transforms of one image, most of them drawn from NumPy's global random generator.

Matrices act on (row, column, 1) of the output and give the place in the input. Axes are those of one image: by default
it has its channels first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kerasfront.errors import ArgumentError
from kerasfront.utils.optional import require


def rotation(degrees: float) -> np.ndarray:
    """Matrix of a rotation about the origin."""
    theta = np.deg2rad(degrees)
    return np.array([[np.cos(theta), -np.sin(theta), 0], [np.sin(theta), np.cos(theta), 0], [0, 0, 1]])


def shift(rows: float, cols: float) -> np.ndarray:
    """Matrix of a shift."""
    return np.array([[1, 0, rows], [0, 1, cols], [0, 0, 1]])


def shear(angle: float) -> np.ndarray:
    """Matrix of a shear; angle in radians."""
    return np.array([[1, -np.sin(angle), 0], [0, np.cos(angle), 0], [0, 0, 1]])


def zoom(rows: float, cols: float) -> np.ndarray:
    """Matrix of a zoom; factors above 1 shrink the image."""
    return np.diag([rows, cols, 1])


def drawn_zoom(zoom_range: Sequence[float]) -> tuple[float, float]:
    """Draw two factors from a range; (1, 1) draws nothing."""
    low, high = zoom_range
    return (1, 1) if low == high == 1 else tuple(np.random.uniform(low, high, 2))


def transform_matrix_offset_center(matrix: np.ndarray, x: float, y: float) -> np.ndarray:
    """Apply a transform about the center of an image of `x` rows and `y` columns instead of the origin."""
    rows, cols = x / 2 + 0.5, y / 2 + 0.5
    return shift(rows, cols) @ matrix @ shift(-rows, -cols)


def apply_transform(
    x: np.ndarray, transform_matrix: np.ndarray, channel_axis: int = 0, fill_mode: str = "nearest", cval: float = 0.0
) -> np.ndarray:
    """Apply a coordinate transform to each channel of an image.

    Parameters
    ----------
    x : array of rank 3
    transform_matrix : array, shape (3, 3)
    channel_axis : int
    fill_mode : str
        What stands outside: 'constant' (`cval`), 'nearest', 'reflect' or 'wrap', as in scipy.ndimage.
    cval : float

    Raises
    ------
    NotReadyError
        Without SciPy.
    """
    affine = require("scipy.ndimage", "image", "apply_transform").affine_transform
    matrix, offset = transform_matrix[:2, :2], transform_matrix[:2, 2]
    channels = np.moveaxis(x, channel_axis, 0)
    changed = [affine(channel, matrix, offset, order=0, mode=fill_mode, cval=cval) for channel in channels]
    return np.stack(changed, axis=channel_axis)


def _about_center(
    x: np.ndarray, matrix: np.ndarray, row_axis: int, col_axis: int, channel_axis: int, fill_mode: str, cval: float
) -> np.ndarray:
    centered = transform_matrix_offset_center(matrix, x.shape[row_axis], x.shape[col_axis])
    return apply_transform(x, centered, channel_axis, fill_mode, cval)


def random_rotation(
    x: np.ndarray, rg: float, row_axis: int = 1, col_axis: int = 2, channel_axis: int = 0, fill_mode: str = "nearest",
    cval: float = 0.0,
) -> np.ndarray:  # fmt: skip
    """Rotate by up to `rg` degrees; the other arguments are those of `apply_transform`."""
    matrix = rotation(np.random.uniform(-rg, rg))
    return _about_center(x, matrix, row_axis, col_axis, channel_axis, fill_mode, cval)


def random_shift(
    x: np.ndarray, wrg: float, hrg: float, row_axis: int = 1, col_axis: int = 2, channel_axis: int = 0,
    fill_mode: str = "nearest", cval: float = 0.0,
) -> np.ndarray:  # fmt: skip
    """Shift by up to the shares `wrg` of the width and `hrg` of the height; for the rest see `apply_transform`."""
    rows = np.random.uniform(-hrg, hrg) * x.shape[row_axis]
    cols = np.random.uniform(-wrg, wrg) * x.shape[col_axis]
    return apply_transform(x, shift(rows, cols), channel_axis, fill_mode, cval)


def random_shear(
    x: np.ndarray, intensity: float, row_axis: int = 1, col_axis: int = 2, channel_axis: int = 0,
    fill_mode: str = "nearest", cval: float = 0.0,
) -> np.ndarray:  # fmt: skip
    """Shear by up to `intensity` radians; the other arguments are those of `apply_transform`."""
    matrix = shear(np.random.uniform(-intensity, intensity))
    return _about_center(x, matrix, row_axis, col_axis, channel_axis, fill_mode, cval)


def random_zoom(
    x: np.ndarray, zoom_range: Sequence[float], row_axis: int = 1, col_axis: int = 2, channel_axis: int = 0,
    fill_mode: str = "nearest", cval: float = 0.0,
) -> np.ndarray:  # fmt: skip
    """Zoom rows and columns by two factors in `zoom_range`, a pair; the other arguments are those of `apply_transform`.

    Raises
    ------
    ArgumentError
        If `zoom_range` is not a pair.
    """
    if len(zoom_range) != 2:
        raise ArgumentError(f"random_zoom: zoom_range must be a pair (least, most), got {zoom_range!r}.")
    return _about_center(x, zoom(*drawn_zoom(zoom_range)), row_axis, col_axis, channel_axis, fill_mode, cval)


def random_channel_shift(x: np.ndarray, intensity: float, channel_axis: int = 0) -> np.ndarray:
    """Add a number of up to `intensity` to each channel; the values stay within those of the image."""
    channels = [
        np.clip(channel + np.random.uniform(-intensity, intensity), x.min(), x.max())
        for channel in np.moveaxis(x, channel_axis, 0)
    ]
    return np.stack(channels, axis=channel_axis)


def flip_axis(x: np.ndarray, axis: int) -> np.ndarray:
    """Reverse an image along an axis."""
    return np.flip(x, axis)
