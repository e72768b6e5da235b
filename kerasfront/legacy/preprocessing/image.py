"""Random transforms and standardization of images in Keras 0.3: channels first, statistics for each pixel.

Needs the extra ``image`` (Pillow and SciPy).
"""

# Keras 0.3 called methods and attributes with other arguments than today.
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from kerasfront.errors import NotReadyError
from kerasfront.preprocessing import image
from kerasfront.preprocessing.image import list_pictures as list_pictures
from kerasfront.preprocessing.image import load_img as load_img
from kerasfront.preprocessing.image.generator import LEAST_DEVIATION, LEAST_VARIANCE
from kerasfront.preprocessing.image.iterators import NumpyArrayIterator, checked_images
from kerasfront.utils.optional import require

ORDERING = "th"
ROWS, COLS = 1, 2
"""Axes of an image."""


def random_rotation(x: np.ndarray, rg: float, fill_mode: str = "nearest", cval: float = 0.0) -> np.ndarray:
    """Rotate by up to `rg` degrees, by splines."""
    angle = np.random.uniform(-rg, rg)
    return _ndimage().rotate(x, angle, axes=(ROWS, COLS), reshape=False, mode=fill_mode, cval=cval)


def random_shift(x: np.ndarray, wrg: float, hrg: float, fill_mode: str = "nearest", cval: float = 0.0) -> np.ndarray:
    """Shift by up to the shares `wrg` of the width and `hrg` of the height."""
    cols = np.random.uniform(-wrg, wrg) * x.shape[COLS] if wrg else 0.0
    rows = np.random.uniform(-hrg, hrg) * x.shape[ROWS] if hrg else 0.0
    return _ndimage().shift(x, (0, rows, cols), order=0, mode=fill_mode, cval=cval)


def random_shear(x: np.ndarray, intensity: float, fill_mode: str = "nearest", cval: float = 0.0) -> np.ndarray:
    """Shear by up to `intensity` radians."""
    return image.random_shear(x, intensity, fill_mode=fill_mode, cval=cval)


def random_zoom(x: np.ndarray, rg: float, fill_mode: str = "nearest", cval: float = 0.0) -> np.ndarray:
    """Zoom columns and rows by factors from 1 - `rg` to 1, by splines; the image becomes smaller by them."""
    cols, rows = np.random.uniform(1.0 - rg, 1.0), np.random.uniform(1.0 - rg, 1.0)
    return _ndimage().zoom(x, (1.0, cols, rows), mode=fill_mode, cval=cval)


def random_channel_shift(x: np.ndarray, rg: float) -> np.ndarray:
    """Add a number of up to `rg` to each channel."""
    return image.random_channel_shift(x, rg)


def horizontal_flip(x: np.ndarray) -> np.ndarray:
    """Mirror an image horizontally."""
    return image.flip_axis(x, COLS)


def vertical_flip(x: np.ndarray) -> np.ndarray:
    """Mirror an image vertically."""
    return image.flip_axis(x, ROWS)


def array_to_img(x: Any, scale: bool = True) -> Any:
    """Convert an array to a picture; see `kerasfront.preprocessing.image.array_to_img`."""
    return image.array_to_img(x, ORDERING, scale)


def img_to_array(img: Any) -> np.ndarray:
    """Convert a picture to an array; see `kerasfront.preprocessing.image.img_to_array`."""
    return image.img_to_array(img, ORDERING)


def _ndimage() -> Any:
    return require("scipy.ndimage", "image", "kerasfront.legacy.preprocessing.image")


class ImageDataGenerator(image.ImageDataGenerator):
    """Transform images at random, and standardize them; an iterator of the batches of `flow`.

    Parameters
    ----------
    featurewise_center, featurewise_std_normalization : bool
        Whether to subtract the mean of all images, for each pixel, and to divide by their deviation; see `fit`.
    samplewise_center, samplewise_std_normalization : bool
        Likewise by the mean and deviation over the rows of each image.
    zca_whitening : bool
        Whether to make the pixels uncorrelated; see `fit`.
    rotation_range : float
        Rotate by up to so many degrees.
    width_shift_range, height_shift_range : float
        Shift by up to this share of the width and the height.
    shear_range : float
        Shear by up to so many radians.
    horizontal_flip, vertical_flip : bool
        Whether to mirror every other image.
    """

    _batches: NumpyArrayIterator | None = None

    def __init__(
        self, featurewise_center: bool = True, samplewise_center: bool = False,
        featurewise_std_normalization: bool = True, samplewise_std_normalization: bool = False,
        zca_whitening: bool = False, rotation_range: float = 0.0, width_shift_range: float = 0.0,
        height_shift_range: float = 0.0, shear_range: float = 0.0, horizontal_flip: bool = False,
        vertical_flip: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(
            featurewise_center, samplewise_center, featurewise_std_normalization, samplewise_std_normalization,
            zca_whitening, rotation_range, width_shift_range, height_shift_range, shear_range,
            horizontal_flip=horizontal_flip, vertical_flip=vertical_flip, dim_ordering=ORDERING,
        )  # fmt: skip

    def flow(
        self, X: Any, y: Any, batch_size: int = 32, shuffle: bool = False, seed: int | None = None,
        save_to_dir: Any = None, save_prefix: str = "", save_format: str = "jpeg",
    ) -> Any:  # fmt: skip
        """Start batches of transformed images from an array; see `kerasfront.preprocessing.image.ImageDataGenerator`.

        Returns
        -------
        ImageDataGenerator
            The generator itself.
        """
        self._batches = super().flow(X, y, batch_size, shuffle, seed, save_to_dir, save_prefix, save_format)
        return self

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return self.next()

    def next(self) -> Any:
        """The next batch.

        Raises
        ------
        NotReadyError
            Before `flow`.
        """
        if self._batches is None:
            raise NotReadyError("ImageDataGenerator.next: there are no images yet. Call flow(X, y) first.")
        return self._batches.next()

    @property
    def samplewise_axis(self) -> int:
        """Axis of an image over which its own mean and deviation are computed: that of the rows."""
        return ROWS

    def random_transform(self, x: np.ndarray) -> np.ndarray:
        """Transform one image at random."""
        if self.rotation_range:
            x = random_rotation(x, self.rotation_range)
        if self.width_shift_range or self.height_shift_range:
            x = random_shift(x, self.width_shift_range, self.height_shift_range)
        for wanted, flip in ((self.horizontal_flip, horizontal_flip), (self.vertical_flip, vertical_flip)):
            if wanted and np.random.random() < 0.5:
                x = flip(x)
        return random_shear(x, self.shear_range) if self.shear_range else x

    def fit(self, X: Any, augment: bool = False, rounds: int = 1, seed: int | None = None) -> None:
        """Compute the statistics for standardization; see `kerasfront.preprocessing.image.ImageDataGenerator.fit`."""
        x = checked_images(X, ORDERING, "ImageDataGenerator.fit").astype("float64")
        if seed is not None:
            np.random.seed(seed)
        if augment:
            x = np.stack([self.random_transform(one) for _ in range(rounds) for one in x])
        if self.featurewise_center:
            self.mean = np.mean(x, axis=0)
            x = x - self.mean
        if self.featurewise_std_normalization:
            self.std = np.std(x, axis=0)
            x = x / (self.std + LEAST_DEVIATION)
        if self.zca_whitening:
            flat = x.reshape(len(x), -1)
            directions, variances, _ = np.linalg.svd(np.dot(flat.T, flat) / flat.shape[1])
            self.principal_components = directions / np.sqrt(variances + LEAST_VARIANCE) @ directions.T


class GraphImageDataGenerator(ImageDataGenerator):
    """Batches for a Graph with one input, 'input', and one output, 'output'."""

    def next(self) -> dict[str, Any]:
        """The next batch."""
        images, targets = super().next()
        return {"input": images, "output": targets}
