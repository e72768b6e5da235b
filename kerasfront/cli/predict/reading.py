"""Files of samples, by their suffixes, as columns that are read a block at a time."""

from __future__ import annotations

import csv
import itertools
import math
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from kerasfront.errors import ArgumentError, FileError, unreadable
from kerasfront.saving.hdf5 import reading
from kerasfront.utils.io_utils import HDF5Matrix
from kerasfront.utils.optional import require
from kerasfront.utils.paths import on_path

Block = Mapping[str, np.ndarray]
NOTHING: Block = {}
Read = Callable[[Sequence[str], Sequence[str], int], Iterator[Block]]
"""Function from the names of columns of numbers, those of columns that are merely kept, and a number of samples, to
blocks of at most so many."""


class ColumnSource(NamedTuple):
    """Columns of samples.

    Attributes
    ----------
    names : list of str
    samples : int, optional
        None if it is not known before all is read.
    blocks : callable
        See `Read`.
    """

    names: list[str]
    samples: int | None
    blocks: Read


def opened(paths: Sequence[Path], stack: ExitStack) -> ColumnSource:
    """Open files whose columns lie side by side.

    Raises
    ------
    ArgumentError
        If a name has an unknown end, two columns have one name, or files differ in the number of samples.
    FileError
        If a file is damaged.
    PathError
        If there is none.
    """
    sources = [_opened(path, stack) for path in paths]
    if len(sources) == 1:
        return sources[0]
    names = [name for source in sources for name in source.names]
    if len({*names}) < len(names):
        raise ArgumentError(f"Columns must have different names, got {', '.join(names)}. Rename a file or an array.")
    counts = sorted({source.samples for source in sources if source.samples is not None})
    if len(counts) > 1:
        raise ArgumentError(f"The files must have as many samples, got {', '.join(map(str, counts))}.")

    def side_by_side(features: Sequence[str], kept: Sequence[str], rows: int) -> Iterator[Block]:
        wanted = [
            source.blocks([x for x in features if x in source.names], [x for x in kept if x in source.names], rows)
            for source in sources
            if {*features, *kept} & {*source.names}
        ]
        for blocks in itertools.zip_longest(*wanted, fillvalue=NOTHING):
            sizes = {len(next(iter(block.values()), ())) for block in blocks}
            if len(sizes) > 1:
                raise ArgumentError(f"The files must have as many samples, but one ends before another: {names}.")
            yield {name: array for block in blocks for name, array in block.items()}

    return ColumnSource(names, next(iter(counts), None), side_by_side)


def _opened(path: Path, stack: ExitStack) -> ColumnSource:
    if path.suffix not in READERS:
        raise ArgumentError(f"{path}: the name must end in {', '.join(READERS)}.")
    with on_path(path, "read"):
        path.stat()
    with unreadable(f"{path} cannot be read"):
        return READERS[path.suffix](path, stack)


def _stores(path: Path, arrays: Mapping[str, Any]) -> ColumnSource:
    """Arrays that are read by slices."""

    def blocks(features: Sequence[str], kept: Sequence[str], rows: int) -> Iterator[Block]:
        names = [*features, *kept]
        samples = _samples(path, {name: arrays[name].shape for name in names})
        for start in range(0, samples, rows):
            with unreadable(f"{path} cannot be read"):
                block = {name: np.asarray(arrays[name][start : min(start + rows, samples)]) for name in names}
            yield block

    return ColumnSource([*arrays], _common({name: array.shape for name, array in arrays.items()}), blocks)


def _common(shapes: Mapping[str, tuple[int, ...]]) -> int | None:
    """The number of samples, if all arrays have as many."""
    counts = {shape[0] if shape else None for shape in shapes.values()}
    return counts.pop() if len(counts) == 1 else None


def _samples(path: Path, shapes: Mapping[str, tuple[int, ...]]) -> int:
    samples = _common(shapes)
    if samples is None:
        raise ArgumentError(f"{path}: the arrays must have as many samples, got the shapes {dict(shapes)}.")
    return samples


def _npy(path: Path, stack: ExitStack) -> ColumnSource:
    return _stores(path, {path.stem: np.load(path, mmap_mode="r", allow_pickle=False)})


def _hdf5(path: Path, stack: ExitStack) -> ColumnSource:
    file = stack.enter_context(reading(path))
    names = [name for name in file.names() if not file.is_group(name)]
    if not names:
        raise FileError(f"{path} has no arrays outside of groups.")
    return _stores(path, {name: HDF5Matrix(path, name) for name in names})


def _zarr(path: Path, stack: ExitStack) -> ColumnSource:
    store = require("zarr", "zarr", "Reading zarr").open(str(path), mode="r")
    arrays: dict[str, Any] = {path.stem: store} if hasattr(store, "shape") else dict(store.arrays())
    return _stores(path, arrays)


class _Member(NamedTuple):
    """An array in an npz file."""

    shape: tuple[int, ...]
    is_fortran: bool
    dtype: np.dtype[Any]

    @classmethod
    def begin(cls, file: BinaryIO) -> _Member:
        """Read what comes before the numbers."""
        version = np.lib.format.read_magic(file)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, is_fortran, dtype = read(file)
        return cls(shape, is_fortran, dtype)


def _npz(path: Path, stack: ExitStack) -> ColumnSource:
    archive = stack.enter_context(zipfile.ZipFile(path))
    places = {name.removesuffix(".npy"): name for name in archive.namelist()}
    members: dict[str, _Member] = {}
    for name, place in places.items():
        with archive.open(place) as file:
            members[name] = _Member.begin(file)  # type: ignore[arg-type]

    def blocks(features: Sequence[str], kept: Sequence[str], rows: int) -> Iterator[Block]:
        names = [*features, *kept]
        samples = _samples(path, {name: members[name].shape for name in names})
        with ExitStack() as files:
            streams = {name: files.enter_context(archive.open(places[name])) for name in names}
            for name, stream in streams.items():
                if members[name].is_fortran or members[name].dtype.hasobject:
                    raise FileError(f"{path}: {name} has no plain numbers in the order of C. Save it anew.")
                _Member.begin(stream)  # type: ignore[arg-type]
            for start in range(0, samples, rows):
                count = min(rows, samples - start)
                with unreadable(f"{path} cannot be read"):
                    block = {name: _next_rows(stream, members[name], count) for name, stream in streams.items()}
                yield block

    return ColumnSource([*members], _common({name: member.shape for name, member in members.items()}), blocks)


def _next_rows(stream: Any, member: _Member, count: int) -> np.ndarray:
    shape = (count, *member.shape[1:])
    return np.frombuffer(stream.read(math.prod(shape) * member.dtype.itemsize), member.dtype).reshape(shape)


def _parquet(path: Path, stack: ExitStack) -> ColumnSource:
    file = require("pyarrow.parquet", "arrow", "Reading Parquet").ParquetFile(path)

    def blocks(features: Sequence[str], kept: Sequence[str], rows: int) -> Iterator[Block]:
        names = [*features, *kept]
        for batch in file.iter_batches(rows, columns=names):
            yield {name: batch.column(name).to_numpy(zero_copy_only=False) for name in names}

    return ColumnSource([*file.schema_arrow.names], file.metadata.num_rows, blocks)


def _csv(path: Path, stack: ExitStack) -> ColumnSource:
    with path.open(encoding="utf8", newline="") as file:
        first = next(iter(csv.reader(file)), list[str]())
    has_names = not all(map(_is_number, first))
    names = first if has_names else [str(number) for number in range(len(first))]

    def blocks(features: Sequence[str], kept: Sequence[str], rows: int) -> Iterator[Block]:
        with path.open(encoding="utf8", newline="") as file:
            lines = csv.reader(file)
            for _ in range(has_names):
                next(lines)
            while cells := [line for line in itertools.islice(lines, rows) if line]:
                yield _of_cells(path, cells, names, features, kept)

    return ColumnSource(names, None, blocks)


def _of_cells(
    path: Path, cells: list[list[str]], names: list[str], features: Sequence[str], kept: Sequence[str]
) -> Block:
    short = next((line for line in cells if len(line) != len(names)), None)
    if short is not None:
        raise FileError(f"{path}: a line has {len(short)} cells, there are {len(names)} columns: {short!r:.200}.")
    columns = dict(zip(names, zip(*cells)))
    block: dict[str, np.ndarray] = {name: np.array(columns[name]) for name in kept}
    for name in features:
        wrong = next((cell for cell in columns[name] if not _is_number(cell)), None)
        if wrong is not None:
            raise FileError(f"{path}: the column {name!r} must hold numbers, got {wrong!r:.100}.")
        block[name] = np.array(columns[name], "float64")
    return block


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


READERS: dict[str, Callable[[Path, ExitStack], ColumnSource]] = {
    ".npy": _npy,
    ".npz": _npz,
    ".h5": _hdf5,
    ".hdf5": _hdf5,
    ".zarr": _zarr,
    ".parquet": _parquet,
    ".csv": _csv,
}
