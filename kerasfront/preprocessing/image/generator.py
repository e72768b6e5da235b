"""Endless batches of randomly transformed and standardized images."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.checks.arguments import ordering_of
from kerasfront.backend.conv_shapes import images, spatial
from kerasfront.errors import ArgumentError
from kerasfront.later_keras import refuse_later_keywords
from kerasfront.preprocessing.image.iterators import DirectoryIterator, NumpyArrayIterator, checked_images
from kerasfront.preprocessing.image.transforms import (
    apply_transform,
    drawn_zoom,
    flip_axis,
    random_channel_shift,
    rotation,
    shear,
    shift,
    transform_matrix_offset_center,
    zoom,
)

LEAST_DEVIATION = 1e-7
"""Added to the deviation that images are divided by."""

LEAST_VARIANCE = 1e-6
"""Added to the variances of whitening."""


class ImageDataGenerator:
    """Transform images at random, and standardize them.

    Parameters
    ----------
    featurewise_center, featurewise_std_normalization : bool
        Whether to subtract the mean of all images, for each channel, and to divide by their deviation; see `fit`.
    samplewise_center, samplewise_std_normalization : bool
        Likewise by the mean and deviation over the channels of each pixel.
    zca_whitening : bool
        Whether to make the pixels uncorrelated; see `fit`.
    rotation_range : float
        Rotate by up to so many degrees.
    width_shift_range, height_shift_range : float
        Shift by up to this share of the width and the height.
    shear_range : float
        Shear by up to so many radians.
    zoom_range : float or pair of float
        Zoom by factors in this range; a single number z stands for (1 - z, 1 + z).
    channel_shift_range : float
        Add up to so much to each channel.
    fill_mode, cval : str, float
        What stands outside of an image; see `apply_transform`.
    horizontal_flip, vertical_flip : bool
        Whether to mirror every other image.
    rescale : float, optional
        Multiply by this number, before standardizing.
    preprocessing_function : callable, optional
        Function of an image, called before that.
    dim_ordering : str
        'th' (channels first), 'tf' (channels last) or 'default'.

    Raises
    ------
    ArgumentError
        For a wrong `zoom_range` or `dim_ordering`.
    """

    @refuse_later_keywords
    def __init__(
        self, featurewise_center: bool = False, samplewise_center: bool = False,
        featurewise_std_normalization: bool = False, samplewise_std_normalization: bool = False,
        zca_whitening: bool = False, rotation_range: float = 0.0, width_shift_range: float = 0.0,
        height_shift_range: float = 0.0, shear_range: float = 0.0, zoom_range: float | Sequence[float] = 0.0,
        channel_shift_range: float = 0.0, fill_mode: str = "nearest", cval: float = 0.0,
        horizontal_flip: bool = False, vertical_flip: bool = False, rescale: float | None = None,
        preprocessing_function: Callable[[np.ndarray], np.ndarray] | None = None, dim_ordering: str = "default",
    ) -> None:  # fmt: skip
        self.featurewise_center = featurewise_center
        self.samplewise_center = samplewise_center
        self.featurewise_std_normalization = featurewise_std_normalization
        self.samplewise_std_normalization = samplewise_std_normalization
        self.zca_whitening = zca_whitening
        self.rotation_range = rotation_range
        self.width_shift_range = width_shift_range
        self.height_shift_range = height_shift_range
        self.shear_range = shear_range
        self.zoom_range = _zoom_range(zoom_range)
        self.channel_shift_range = channel_shift_range
        self.fill_mode = fill_mode
        self.cval = cval
        self.horizontal_flip = horizontal_flip
        self.vertical_flip = vertical_flip
        self.rescale = rescale
        self.preprocessing_function = preprocessing_function
        self.dim_ordering = ordering_of(dim_ordering)
        self.channel_axis = 1 if self.dim_ordering == "th" else 3
        self.row_axis, self.col_axis = spatial(range(4), self.dim_ordering)
        self.mean: Any = None
        self.std: Any = None
        self.principal_components: Any = None

    def flow(
        self, X: Any, y: Any = None, batch_size: int = 32, shuffle: bool = True, seed: int | None = None,
        save_to_dir: Any = None, save_prefix: str = "", save_format: str = "jpeg",
    ) -> NumpyArrayIterator:  # fmt: skip
        """Generate endless batches of transformed images from an array.

        Parameters
        ----------
        X : array of rank 4
            Images, with 1, 3 or 4 channels.
        y : array, optional
            What belongs to them.
        batch_size : int
        shuffle : bool
        seed : int, optional
            The same batches in every run; see `Iterator`.
        save_to_dir : path, optional
            A directory to write the changed images to, as files ``<save_prefix>_<number>_<any>.<save_format>``.
        save_prefix, save_format : str
        """
        return NumpyArrayIterator(
            X, y, self, batch_size, shuffle, seed, self.dim_ordering, save_to_dir, save_prefix, save_format
        )

    def flow_from_directory(
        self, directory: Any, target_size: Sequence[int] = (256, 256), color_mode: str = "rgb",
        classes: Sequence[str] | None = None, class_mode: str | None = "categorical", batch_size: int = 32,
        shuffle: bool = True, seed: int | None = None, save_to_dir: Any = None, save_prefix: str = "",
        save_format: str = "jpeg", follow_links: bool = False,
    ) -> DirectoryIterator:  # fmt: skip
        """Generate endless batches of transformed pictures from a directory with a subdirectory for each class.

        Parameters
        ----------
        directory : path
        target_size : pair of int
            Rows and columns of all images.
        color_mode : str
            'rgb' or 'grayscale'.
        classes : sequence of str, optional
            Names of classes in their order; default: those of the directories, sorted.
        class_mode : str or None
            Form of the targets: 'categorical' (one-hot), 'binary' (0. and 1.), 'sparse' (numbers), None (no targets).
        batch_size, shuffle, seed, save_to_dir, save_prefix, save_format
            See `flow`.
        follow_links : bool
            Whether to go into directories that are links.
        """
        return DirectoryIterator(
            directory, self, target_size, color_mode, self.dim_ordering, classes, class_mode, batch_size, shuffle, seed,
            save_to_dir, save_prefix, save_format, follow_links,
        )  # fmt: skip

    @property
    def samplewise_axis(self) -> int:
        """Axis of an image over which its own mean and deviation are computed: that of the channels."""
        return self.channel_axis - 1

    def standardize(self, x: np.ndarray) -> np.ndarray:
        """Standardize one image."""
        x = self._prepared(x)
        if self.samplewise_center:
            x = x - np.mean(x, axis=self.samplewise_axis, keepdims=True)
        if self.samplewise_std_normalization:
            x = x / (np.std(x, axis=self.samplewise_axis, keepdims=True) + LEAST_DEVIATION)
        if self.featurewise_center and self._fitted(self.mean, "featurewise_center"):
            x = x - self.mean
        if self.featurewise_std_normalization and self._fitted(self.std, "featurewise_std_normalization"):
            x = x / (self.std + LEAST_DEVIATION)
        if self.zca_whitening and self._fitted(self.principal_components, "zca_whitening"):
            x = np.dot(x.ravel(), self.principal_components).reshape(x.shape)
        return x

    def _prepared(self, x: np.ndarray) -> np.ndarray:
        """Apply `preprocessing_function` and `rescale` to one image."""
        if self.preprocessing_function:
            x = self.preprocessing_function(x)
        return x * self.rescale if self.rescale else x

    def _fitted(self, statistic: np.ndarray | None, argument: str) -> bool:
        if statistic is None:
            warnings.warn(f"{argument} has no effect before ImageDataGenerator.fit(images) is called.", stacklevel=3)
        return statistic is not None

    def random_transform(self, x: np.ndarray) -> np.ndarray:
        """Transform one image at random."""
        row_axis, col_axis, channel_axis = self.row_axis - 1, self.col_axis - 1, self.channel_axis - 1
        rows, cols = x.shape[row_axis], x.shape[col_axis]
        turned = rotation(_drawn(self.rotation_range))
        shifted = shift(_drawn(self.height_shift_range) * rows, _drawn(self.width_shift_range) * cols)
        sheared = shear(_drawn(self.shear_range))
        matrix = turned @ shifted @ sheared @ zoom(*drawn_zoom(self.zoom_range))
        centered = transform_matrix_offset_center(matrix, rows, cols)
        x = apply_transform(x, centered, channel_axis, self.fill_mode, self.cval)
        if self.channel_shift_range:
            x = random_channel_shift(x, self.channel_shift_range, channel_axis)
        for flip, axis in ((self.horizontal_flip, col_axis), (self.vertical_flip, row_axis)):
            if flip and np.random.random() < 0.5:
                x = flip_axis(x, axis)
        return x

    def fit(self, x: Any, augment: bool = False, rounds: int = 1, seed: int | None = None) -> None:
        """Compute the statistics for standardization: mean, standard deviation, principal components.

        They are those of the images after `preprocessing_function` and `rescale`.

        Parameters
        ----------
        x : array of rank 4
            Images, with 1, 3 or 4 channels.
        augment : bool
            Whether to change them at random first.
        rounds : int
            How many changed images to make of each.
        seed : int, optional
            For NumPy's global generator.

        Raises
        ------
        ArgumentError
            If `x` is not an array of images.
        """
        x = checked_images(x, self.dim_ordering, "ImageDataGenerator.fit").astype(K.floatx())
        if seed is not None:
            np.random.seed(seed)
        if augment:
            x = np.stack([self.random_transform(image) for _ in range(rounds) for image in x])
        if self.preprocessing_function or self.rescale:
            x = np.stack([self._prepared(image) for image in x])
        others = (0, self.row_axis, self.col_axis)
        if self.featurewise_center:
            self.mean = self._by_channel(np.mean(x, axis=others))
            x = x - self.mean
        if self.featurewise_std_normalization:
            self.std = self._by_channel(np.std(x, axis=others))
            x = x / (self.std + K.epsilon())
        if self.zca_whitening:
            flat = x.reshape(len(x), -1)
            directions, variances, _ = np.linalg.svd(np.dot(flat.T, flat) / len(flat))
            self.principal_components = directions / np.sqrt(variances + LEAST_VARIANCE) @ directions.T

    def _by_channel(self, statistic: np.ndarray) -> np.ndarray:
        return statistic.reshape(images(1, (1, 1), -1, self.dim_ordering)[1:])


def _drawn(limit: float) -> float:
    """Draw a number from [-limit, limit]; a limit of 0 draws none."""
    return np.random.uniform(-limit, limit) if limit else 0.0


def _zoom_range(value: Any) -> tuple[float, float]:
    if np.ndim(value) == 0:
        return 1 - value, 1 + value
    if len(value) != 2:
        raise ArgumentError(f"ImageDataGenerator: zoom_range must be a number or a pair (least, most), got {value!r}.")
    return tuple(value)
