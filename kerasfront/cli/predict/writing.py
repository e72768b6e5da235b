"""Files of outputs, by their suffixes, written a block at a time; each appears when all is written."""

from __future__ import annotations

import csv
import tempfile
import zipfile
from collections.abc import Generator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import h5py
import numpy as np

from kerasfront.cli.predict.reading import Block
from kerasfront.errors import ArgumentError
from kerasfront.saving.folders import replacing_folder
from kerasfront.saving.writing import replacing
from kerasfront.utils.optional import require
from kerasfront.utils.tables import spread

ZARR_FILES = ("zarr.json", ".zgroup")
"""By one of these a folder is known as a group of zarr."""


class Sink(Protocol):
    """A place to write to."""

    def write(self, block: Block) -> None:
        """Add the outputs for the next samples."""
        ...


@contextmanager
def writing(path: Path, overwrite: bool) -> Generator[Sink]:
    """Yield a sink; its file replaces `path` when the block ends without an error.

    Raises
    ------
    ArgumentError
        If the name has an unknown end, or there is a file that may not be replaced.
    """
    if path.suffix not in WRITERS:
        raise ArgumentError(f"{path}: the name must end in {', '.join(WRITERS)}.")
    if path.suffix == ".zarr":
        place: AbstractContextManager[Path] = replacing_folder(path, overwrite, ZARR_FILES)
    else:
        place = replacing(path, overwrite)
    with place as target, ExitStack() as stack:
        yield WRITERS[path.suffix](target, stack)


class _NpyFile:
    """A file of one array, whose number of samples is written last."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self._file: BinaryIO = stack.enter_context(path.open("wb"))
        stack.callback(self._finish)
        self._samples = 0
        self._like: np.ndarray | None = None

    def write(self, block: Block) -> None:
        if len(block) > 1:
            raise ArgumentError(
                f"An npy file holds one array, but there are {', '.join(block)}. Write to npz, h5, zarr or parquet."
            )
        (array,) = block.values()
        self.add(array)

    def add(self, array: np.ndarray) -> None:
        """Add an array along its first axis."""
        if self._like is None:
            self._like = array[:0]
            self._header()
        self._file.write(np.ascontiguousarray(array, self._like.dtype).tobytes())
        self._samples += len(array)

    def _header(self) -> None:
        """Write what comes first; NumPy leaves room for any number of samples."""
        if self._like is not None:
            facts = {"descr": self._like.dtype.str, "fortran_order": False}
            shape = (self._samples, *self._like.shape[1:])
            np.lib.format.write_array_header_1_0(self._file, {**facts, "shape": shape})  # type: ignore[arg-type]

    def _finish(self) -> None:
        self._file.seek(0)
        self._header()


class _NpzFile:
    """An archive, whose members are written side by side and put together at the end."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self._path = path
        self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".", dir=path.parent)))
        stack.push(self._finish)
        self._files: dict[str, _NpyFile] = {}
        self._stack = ExitStack()

    def write(self, block: Block) -> None:
        for name, array in block.items():
            if name not in self._files:
                self._files[name] = _NpyFile(self._folder / f"{len(self._files)}.npy", self._stack)
            self._files[name].add(array)

    def _finish(self, kind: Any, *error: Any) -> None:
        self._stack.close()
        if kind is None:
            with zipfile.ZipFile(self._path, "w", allowZip64=True) as archive:
                for number, name in enumerate(self._files):
                    archive.write(self._folder / f"{number}.npy", f"{name}.npy")


class _Hdf5File:
    def __init__(self, path: Path, stack: ExitStack) -> None:
        self._file: Any = stack.enter_context(h5py.File(path, "w", locking=False))  # `replacing` holds a lock

    def write(self, block: Block) -> None:
        for name, array in block.items():
            if name not in self._file:
                values = array if array.dtype.kind != "U" else array.astype(h5py.string_dtype())
                self._file.create_dataset(name, data=values, maxshape=(None, *array.shape[1:]), chunks=True)
                continue
            dataset = self._file[name]
            dataset.resize(len(dataset) + len(array), axis=0)
            dataset[-len(array) :] = array


class _ZarrGroup:
    def __init__(self, path: Path, stack: ExitStack) -> None:
        self._zarr, self._path = require("zarr", "zarr", "Writing zarr"), path
        self._zarr.open_group(str(path), mode="w")
        self._arrays: dict[str, Any] = {}

    def write(self, block: Block) -> None:
        for name, array in block.items():
            if name not in self._arrays:
                shape, chunks = (0, *array.shape[1:]), (max(len(array), 1), *array.shape[1:])
                self._arrays[name] = self._zarr.open_array(
                    str(self._path / name), mode="w", shape=shape, chunks=chunks, dtype=array.dtype
                )
            self._arrays[name].append(array)


class _ParquetFile:
    def __init__(self, path: Path, stack: ExitStack) -> None:
        self._arrow = require("pyarrow", "arrow", "Writing Parquet")
        self._parquet = require("pyarrow.parquet", "arrow", "Writing Parquet")
        self._path, self._stack, self._writer = path, stack, None

    def write(self, block: Block) -> None:
        columns = {name: x.tolist() if x.ndim > 1 else x for name, x in spread(block, flat=True).items()}
        table = self._arrow.table(columns)
        if self._writer is None:
            self._writer: Any = self._stack.enter_context(self._parquet.ParquetWriter(self._path, table.schema))
        self._writer.write_table(table.cast(self._writer.schema))


class _CsvFile:
    def __init__(self, path: Path, stack: ExitStack) -> None:
        self._lines = csv.writer(stack.enter_context(path.open("w", encoding="utf8", newline="")), lineterminator="\n")
        self._is_new = True

    def write(self, block: Block) -> None:
        columns = spread(block, flat=True)
        if any(array.ndim > 1 for array in columns.values()):
            raise ArgumentError("A CSV file cannot hold outputs of several axes. Write to npz, h5, zarr or parquet.")
        if self._is_new:
            self._lines.writerow(columns)
            self._is_new = False
        self._lines.writerows(zip(*(array.astype(str) for array in columns.values())))


WRITERS: dict[str, Any] = {
    ".npy": _NpyFile,
    ".npz": _NpzFile,
    ".h5": _Hdf5File,
    ".hdf5": _Hdf5File,
    ".zarr": _ZarrGroup,
    ".parquet": _ParquetFile,
    ".csv": _CsvFile,
}
"""Functions of a path and a stack of what ends with the file."""
