"""Arrays, which are read only if their size is expected, or in proportion to the file."""

from __future__ import annotations

import math
from typing import Any

import h5py
import numpy as np

from kerasfront.errors import FileError, unreadable
from kerasfront.saving.hdf5.chunks import PIPELINES, check_chunks, pipeline
from kerasfront.saving.hdf5.source import Source

NUMBERS = (h5py.h5t.TypeIntegerID, h5py.h5t.TypeFloatID)
LAYOUTS = (h5py.h5d.COMPACT, h5py.h5d.CONTIGUOUS, h5py.h5d.CHUNKED)


class Array:
    """An array in an HDF5 file: its shape, its type and, on demand, its values.

    Attributes
    ----------
    where : str
        File and path within, for messages.
    shape : tuple of int
    dtype : numpy.dtype
        A number or a truth value of at most 8 bytes, in the byte order of this machine.
    """

    def __init__(self, dataset: h5py.Dataset, where: str, source: Source) -> None:
        self._dataset = dataset
        self._source = source
        self.where = where
        with unreadable(f"{where} cannot be read"):
            self._check_storage(dataset.id.get_create_plist())
            if dataset.shape is None or not _is_plain(dataset):
                raise FileError(f"{where} does not hold plain numbers.")
            self.shape: tuple[int, ...] = dataset.shape
            self.dtype: np.dtype[Any] = dataset.dtype.newbyteorder("=")
        if math.prod(self.shape) == 0 and max(self.shape) > source.size:
            raise FileError(f"{where} declares shape {self.shape}: more rows than a file of {source.size} bytes has.")

    def _check_storage(self, creation: h5py.h5p.PropDCID) -> None:
        if creation.get_layout() not in LAYOUTS or creation.get_external_count():
            raise FileError(f"{self.where} takes its numbers from other files or arrays, which are never opened.")
        filters = pipeline(self._dataset)
        if filters not in PIPELINES:
            raise FileError(
                f"{self.where} is packed by the HDF5 filters {filters}. Only gzip, with or without shuffle and "
                "fletcher32, is unpacked; the tool h5repack writes the file anew."
            )

    def read(self, shape: tuple[int, ...] | None = None) -> np.ndarray:
        """Read all values.

        Parameters
        ----------
        shape : tuple of int, optional
            What the reader expects. Without it the array must be small, or not much larger than the file.

        Raises
        ------
        FileError
            If the shape differs or the array is too large; nothing was read then. If the file is damaged.
        """
        if shape is not None and tuple(shape) != self.shape:
            raise FileError(f"{self.where} has shape {self.shape}, {tuple(shape)} is needed.")
        if shape is None:
            self._check_size(self.shape)
        return self._numbers(range(self.shape[0] if self.shape else 0), ())

    def rows(self, start: int, stop: int) -> np.ndarray:
        """Read the rows from `start` up to `stop`, which must be within the array; see `read`."""
        if not (self.shape and 0 <= start <= stop <= self.shape[0]):
            raise FileError(f"{self.where} has shape {self.shape}, it has no rows {start} to {stop}.")
        self._check_size((stop - start, *self.shape[1:]))
        return self._numbers(range(start, stop), slice(start, stop))

    def _check_size(self, shape: tuple[int, ...]) -> None:
        size = math.prod(shape) * self.dtype.itemsize
        if size > self._source.budget.bytes:
            raise FileError(
                f"{self.where} declares shape {self.shape}, which is {size} bytes to be read, "
                f"far more than the {self._source.size} bytes of the file. Nothing was read."
            )

    def _numbers(self, rows: range, selection: Any) -> np.ndarray:
        with unreadable(f"{self.where} cannot be read"):
            check_chunks(self._dataset, rows, self._source.budget.bytes, self.where)
            return np.asarray(self._dataset[selection], self.dtype)


def _is_plain(dataset: h5py.Dataset) -> bool:
    """Whether the elements are NumPy numbers, or booleans as h5py writes them."""
    kind = type(dataset.id.get_type())
    numbers = kind in NUMBERS and dataset.dtype.kind in "iuf" and dataset.dtype.itemsize <= 8
    return numbers or (kind is h5py.h5t.TypeEnumID and dataset.dtype == np.bool_)
