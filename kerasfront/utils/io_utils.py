"""Arrays in HDF5 files."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from os import PathLike
from typing import Any

import numpy as np

from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.saving.hdf5 import reading
from kerasfront.saving.writing import ask_to_proceed_with_overwrite as ask_to_proceed_with_overwrite
from kerasfront.saving.writing import replacing_hdf5
from kerasfront.utils.checks import check_count, check_kind

ARRAY = "data"
"""The name under which `save_array` stores, as classic Keras did."""


class HDF5Matrix:
    """An array in an HDF5 file, read piece by piece, for data that do not fit into memory.

    Whatever takes an array of samples (`fit`, `predict`, ...) takes it. Samples are read fastest in the order of the
    file, so ``shuffle="batch"`` is the shuffling of choice.

    Parameters
    ----------
    datapath : path
        The file; it stays open while the object lives.
    dataset : str
        Name of the array in the file.
    start, end : int
        The samples that count; default: all.
    normalizer : callable, optional
        Applied to whatever is read.

    Attributes
    ----------
    dtype : numpy.dtype

    Raises
    ------
    ArgumentError
        If the file has not these samples.
    FileError
        If the file is damaged, holds no plain numbers there, or declares far more than its size.
    """

    def __init__(
        self,
        datapath: str | PathLike[str],
        dataset: str,
        start: int = 0,
        end: int | None = None,
        normalizer: Callable[[np.ndarray], np.ndarray] | None = None,
    ) -> None:
        if normalizer is not None and not callable(normalizer):
            raise ArgumentTypeError(f"HDF5Matrix: normalizer must be callable, got {normalizer!r}.")
        name = check_kind("HDF5Matrix: dataset", dataset, str, "the name of an array")
        stack = ExitStack()
        weakref.finalize(self, stack.close)
        self.data = stack.enter_context(reading(datapath)).array(name)
        self.normalizer = normalizer
        rows = self.data.shape[0] if self.data.shape else 0
        self.start = check_count("HDF5Matrix: start", start, least=0)
        self.end = rows if end is None else check_count("HDF5Matrix: end", end, least=0)
        if not 0 <= self.start < self.end <= rows:
            raise ArgumentError(f"{self.data.where} has {rows} samples, so start={start}, end={end} cannot be.")
        self.dtype = self[:1].dtype

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the selected samples."""
        return (len(self), *self.data.shape[1:])

    def __len__(self) -> int:
        return self.end - self.start

    def __getitem__(self, key: slice | int | Sequence[int] | np.ndarray) -> np.ndarray:
        """Read the samples of a slice, an index, or a list or array of indices in any order."""
        read = self._sliced(key) if isinstance(key, slice) else self._numbered(np.asarray(key))
        return read if self.normalizer is None else self.normalizer(read)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.asarray(self[:], dtype)

    def _sliced(self, key: slice) -> np.ndarray:
        try:
            numbers = range(len(self))[key]
        except (TypeError, ValueError) as error:
            raise ArgumentTypeError(f"{self.data.where}: samples cannot be picked by {key!r:.200}: {error}.") from error
        return self._rows(numbers.start, numbers.start + len(numbers)) if numbers.step == 1 else self._picked(numbers)

    def _numbered(self, key: np.ndarray) -> np.ndarray:
        if key.dtype == np.bool_ and key.shape == (len(self),):
            key = np.flatnonzero(key)
        if key.size and (key.dtype.kind not in "iu" or key.ndim > 1):
            raise ArgumentTypeError(
                f"{self.data.where}: samples are picked by a slice, a whole number, a list of these, or {len(self)} "
                f"truth values; got an array of shape {key.shape} and type {key.dtype}."
            )
        return self._picked([key.item()])[0] if key.ndim == 0 else self._picked(key.tolist())

    def _picked(self, numbers: Sequence[int]) -> np.ndarray:
        """Read samples in any order: each once, neighbors together."""
        size = len(self)
        if any(not -size <= number < size for number in numbers):
            raise IndexError(f"{self.data.where} has {size} samples here; numbers beyond were asked for.")
        wanted, positions = np.unique(np.asarray(numbers, "int64") % size, return_inverse=True)
        runs = np.split(wanted, np.flatnonzero(np.diff(wanted) != 1) + 1)
        pieces = [self._rows(int(run[0]), int(run[-1]) + 1) for run in runs if run.size]
        return np.concatenate(pieces)[positions] if pieces else self._rows(0, 0)

    def _rows(self, start: int, stop: int) -> np.ndarray:
        return self.data.rows(self.start + start, self.start + stop)


def save_array(array: Any, name: str | PathLike[str]) -> None:
    """Write an array to an HDF5 file; an existing file is replaced as a whole."""
    with replacing_hdf5(name) as file:
        file[ARRAY] = np.asarray(array)


def load_array(name: str | PathLike[str]) -> np.ndarray:
    """Read an array written by `save_array`.

    Raises
    ------
    FileError
        If the file is damaged, or holds no such array.
    """
    with reading(name) as file:
        return file.array(ARRAY).read()
