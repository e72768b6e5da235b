"""Endless batches of images, from an array or from the files of a directory."""

from __future__ import annotations

import os
import threading
from collections.abc import Generator, Sequence
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.checks.arguments import ordering_of
from kerasfront.backend.conv_shapes import channels
from kerasfront.errors import ArgumentError
from kerasfront.preprocessing.image.arrays import array_to_img, image_shape, img_to_array, load_img
from kerasfront.utils.np_utils import to_categorical
from kerasfront.utils.paths import on_path

CHANNELS = (1, 3, 4)
FORMATS = (".png", ".jpg", ".jpeg", ".bmp")
COLOR_MODES = ("rgb", "grayscale")
CLASS_MODES = ("categorical", "binary", "sparse", None)

BatchIndices = tuple[np.ndarray, int, int]
"""Indices of the samples of a batch, its start in the order of this round, and its size."""


class Iterator:
    """Iterate over samples in batches, again and again, shuffled or not; thread-safe.

    The `next` of a subclass draws the `BatchIndices` of its batch from `index_generator`, holding `lock`.

    Parameters
    ----------
    n : int
        Number of samples.
    batch_size : int
    shuffle : bool
        Whether each round has an order of its own.
    seed : int, optional
        Before each batch NumPy's global generator is set to `seed` plus the number of batches so far.
    """

    def __init__(self, n: int, batch_size: int, shuffle: bool, seed: int | None) -> None:
        self.N = self.n = n
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.batch_index = 0
        self.total_batches_seen = 0
        self.lock = threading.Lock()
        self.index_generator = self._flow_index(n, batch_size, shuffle, seed)

    def reset(self) -> None:
        """Begin a new round."""
        self.batch_index = 0

    def _flow_index(
        self, n: int, batch_size: int = 32, shuffle: bool = False, seed: int | None = None
    ) -> Generator[BatchIndices]:
        order = np.arange(n)
        while True:
            if seed is not None:
                np.random.seed(seed + self.total_batches_seen)
            if self.batch_index == 0:
                order = np.random.permutation(n) if shuffle else np.arange(n)
            start = self.batch_index * batch_size
            self.batch_index = 0 if start + batch_size >= n else self.batch_index + 1
            self.total_batches_seen += 1
            batch = order[start : start + batch_size]
            yield batch, start, len(batch)

    def __iter__(self) -> Iterator:
        return self

    def __next__(self) -> Any:
        return self.next()

    def next(self) -> Any:
        """The next batch."""
        raise NotImplementedError(f"{type(self).__name__} has no next")


class _ImageIterator(Iterator):
    """Iterator over transformed images, which can be written to a directory."""

    image_data_generator: Any
    dim_ordering: str
    image_shape: tuple[int, ...]
    save_to_dir: Any
    save_prefix: str
    save_format: str

    def image(self, number: int) -> np.ndarray:
        """The original image of a sample."""
        raise NotImplementedError(f"{type(self).__name__} has no images")

    def targets(self, numbers: np.ndarray) -> np.ndarray | None:
        """Targets of samples, or None."""
        return None

    def next(self) -> Any:
        """The next batch: images, or a pair of images and targets."""
        with self.lock:
            numbers, start, size = next(self.index_generator)
        batch = np.zeros((size, *self.image_shape), dtype=K.floatx())
        for i, number in enumerate(numbers):
            image = self.image_data_generator.random_transform(self.image(number))
            batch[i] = self.image_data_generator.standardize(image)
        if self.save_to_dir:
            for i, image in enumerate(batch, start=start):
                name = f"{self.save_prefix}_{i}_{np.random.randint(10_000)}.{self.save_format}"
                with on_path(self.save_to_dir, "written"):
                    array_to_img(image, self.dim_ordering).save(os.path.join(self.save_to_dir, name))
        targets = self.targets(numbers)
        return batch if targets is None else (batch, targets)


class NumpyArrayIterator(_ImageIterator):
    """Batches of the images in an array; see `ImageDataGenerator.flow`.

    Raises
    ------
    ArgumentError
        If `x` is not an array of images, or `y` is of another length.
    """

    def __init__(
        self, x: Any, y: Any, image_data_generator: Any, batch_size: int = 32, shuffle: bool = False,
        seed: int | None = None, dim_ordering: str = "default", save_to_dir: Any = None, save_prefix: str = "",
        save_format: str = "jpeg",
    ) -> None:  # fmt: skip
        self.dim_ordering = ordering_of(dim_ordering)
        self.X = self.x = checked_images(x, self.dim_ordering, "NumpyArrayIterator")
        self.y = None if y is None else np.asarray(y)
        if self.y is not None and len(self.y) != len(self.X):
            raise ArgumentError(
                f"NumpyArrayIterator: X and y must be of one length, got shapes {self.X.shape} and {self.y.shape}."
            )
        self.image_data_generator = image_data_generator
        self.image_shape = self.X.shape[1:]
        self.save_to_dir = save_to_dir
        self.save_prefix = save_prefix
        self.save_format = save_format
        super().__init__(len(self.X), batch_size, shuffle, seed)

    def image(self, number: int) -> np.ndarray:
        """An image, as a copy."""
        return self.X[number].astype(K.floatx())

    def targets(self, numbers: np.ndarray) -> np.ndarray | None:
        """Elements of `y`."""
        return None if self.y is None else self.y[numbers]


class DirectoryIterator(_ImageIterator):
    """Batches of the pictures in a directory that has a directory for each class.

    See `ImageDataGenerator.flow_from_directory`.

    Raises
    ------
    ArgumentError
        For an unknown `color_mode` or `class_mode`.
    """

    def __init__(
        self, directory: Any, image_data_generator: Any, target_size: Sequence[int] = (256, 256),
        color_mode: str = "rgb", dim_ordering: str = "default", classes: Sequence[str] | None = None,
        class_mode: str | None = "categorical", batch_size: int = 32, shuffle: bool = True, seed: int | None = None,
        save_to_dir: Any = None, save_prefix: str = "", save_format: str = "jpeg", follow_links: bool = False,
    ) -> None:  # fmt: skip
        if color_mode not in COLOR_MODES:
            raise ArgumentError(f"DirectoryIterator: color_mode must be one of {COLOR_MODES}, got {color_mode!r}.")
        if class_mode not in CLASS_MODES:
            raise ArgumentError(f"DirectoryIterator: class_mode must be one of {CLASS_MODES}, got {class_mode!r}.")
        self.directory = directory
        self.image_data_generator = image_data_generator
        rows, cols = self.target_size = tuple(target_size)
        self.color_mode = color_mode
        self.class_mode = class_mode
        self.dim_ordering = ordering_of(dim_ordering)
        self.image_shape = image_shape((rows, cols), 3 if color_mode == "rgb" else 1, self.dim_ordering)
        self.save_to_dir = save_to_dir
        self.save_prefix = save_prefix
        self.save_format = save_format
        with on_path(directory, "read"):
            folders = sorted(entry.name for entry in os.scandir(directory) if entry.is_dir())
        names = classes or folders
        self.nb_class = len(names)
        self.class_indices = {name: number for number, name in enumerate(names)}
        found = [(file, name) for name in names for file in _pictures(directory, name, follow_links)]
        self.filenames = [file for file, _ in found]
        self.classes = np.array([self.class_indices[name] for _, name in found], dtype="int32")
        self.nb_sample = len(found)
        print(f"Found {self.nb_sample} images belonging to {self.nb_class} classes.")
        if not found:
            raise ArgumentError(
                f"flow_from_directory: {directory} has no pictures ({', '.join(FORMATS)}) in the folders of its classes"
                f"{': ' + ', '.join(map(str, names[:10])) if names else ', as it has no folders'}. "
                "The pictures of each class belong into a folder of its name within it."
            )
        super().__init__(self.nb_sample, batch_size, shuffle, seed)

    def image(self, number: int) -> np.ndarray:
        """The picture in a file."""
        path = os.path.join(self.directory, self.filenames[number])
        rows, cols = self.target_size
        picture = load_img(path, grayscale=self.color_mode == "grayscale", target_size=(rows, cols))
        return img_to_array(picture, self.dim_ordering)

    def targets(self, numbers: np.ndarray) -> np.ndarray | None:
        """Class indices, in the form of `class_mode`."""
        if self.class_mode is None:
            return None
        classes = self.classes[numbers]
        if self.class_mode == "sparse":
            return classes
        binary = self.class_mode == "binary"
        return (classes if binary else to_categorical(classes, self.nb_class)).astype("float32")


def _pictures(directory: Any, name: str, follow_links: bool) -> list[str]:
    """Paths of the pictures of a class, relative to the directory."""
    return [
        os.path.relpath(os.path.join(root, file), directory)
        for root, _, files in sorted(os.walk(os.path.join(directory, name), followlinks=follow_links))
        for file in sorted(files)
        if file.lower().endswith(FORMATS)
    ]


def checked_images(x: Any, dim_ordering: str, owner: str) -> np.ndarray:
    """Convert `x` to an array of images.

    Raises
    ------
    ArgumentError
        If it does not.
    """
    x = np.asarray(x)
    if x.ndim != 4 or channels(x.shape, dim_ordering) not in CHANNELS:
        raise ArgumentError(
            f"{owner}: images must have 4 axes and 1, 3 or 4 channels, got shape {x.shape} for dim_ordering "
            f"{dim_ordering!r}."
        )
    return x
