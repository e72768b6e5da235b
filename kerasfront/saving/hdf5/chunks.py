"""Compressed chunks of HDF5 arrays: their size is checked in bounded memory before HDF5 decompresses them."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator
from itertools import product

import h5py

from kerasfront.errors import FileError

GZIP, SHUFFLE, CHECKSUM = h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_FLETCHER32
PIPELINES = {
    filters + checksum for filters in ((), (GZIP,), (SHUFFLE,), (SHUFFLE, GZIP)) for checksum in ((), (CHECKSUM,))
}
"""The filters that are accepted, in the order in which they packed."""
CHUNKS, CHUNK_BYTES = 10_000, 256
"""Chunks that are read at once, at least, or one for so many bytes of the file.

HDF5 takes 4 KB of memory for each, also for those that are not there and read as a constant.
"""


def pipeline(dataset: h5py.Dataset) -> tuple[int, ...]:
    """Identifiers of an array's filters."""
    creation = dataset.id.get_create_plist()
    return tuple(creation.get_filter(number)[0] for number in range(creation.get_nfilters()))


def check_chunks(dataset: h5py.Dataset, rows: range, limit: int, where: str) -> None:
    """Check that the chunks of the given rows are of bounded size, compressed and decompressed.

    Parameters
    ----------
    dataset : h5py.Dataset
    rows : range
        Of a scalar, anything.
    limit : int
        Bytes that a chunk may have.
    where : str
        The name of the array, for messages.

    Raises
    ------
    FileError
        If a chunk is larger than allowed, or than it says.
    """
    if dataset.chunks is None:
        return
    size = math.prod(dataset.chunks) * dataset.dtype.itemsize
    if size > limit:
        raise FileError(f"{where} consists of chunks of {size} bytes, which is far more than the file has.")
    starts = _starts(dataset, rows, where)
    filters = pipeline(dataset)
    if GZIP not in filters:
        return
    for offset in _stored(dataset, starts, where):
        mask, packed = dataset.id.read_direct_chunk(offset)
        packs = not mask & 1 << filters.index(GZIP)
        if packs and len(zlib.decompressobj().decompress(packed, size + 1)) != size:
            raise FileError(f"{where}: the chunk at {offset} does not unpack to the {size} bytes that it should.")


def _starts(dataset: h5py.Dataset, rows: range, where: str) -> list[range]:
    """Start offsets of the chunks that hold the rows, by axis."""
    axes = zip(dataset.shape or (), dataset.chunks or ())
    length, step = next(axes)
    starts = [range(rows.start - rows.start % step, min(length, rows.stop), step)]
    starts += [range(0, length, step) for length, step in axes]
    most = max(CHUNKS, dataset.file.id.get_filesize() // CHUNK_BYTES)
    if math.prod(map(len, starts)) > most:
        raise FileError(f"{where} consists of more than {most} chunks. Repack it with larger ones, or read fewer rows.")
    return starts


def _stored(dataset: h5py.Dataset, starts: list[range], where: str) -> Iterator[tuple[int, ...]]:
    """Offsets of the chunks that are stored."""
    file_size = dataset.file.id.get_filesize()
    for offset in product(*starts):
        info = dataset.id.get_chunk_info_by_coord(offset)
        if info.byte_offset is None:
            continue
        if info.byte_offset + info.size > file_size:
            raise FileError(f"{where}: the chunk at {offset} lies outside of the file.")
        yield offset
