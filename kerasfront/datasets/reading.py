"""Readers of data sets in pickles, compressed pickles, npz files and JSON. Nothing in a file is run."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np

from kerasfront.backend.types import is_list, is_mapping
from kerasfront.datasets.arrays import array_of
from kerasfront.datasets.pickles import read_pickle
from kerasfront.errors import FileError, translated
from kerasfront.utils.archives import unpacked_limit
from kerasfront.utils.paths import opened

HEADS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}


def read_parts(path: Path, names: Sequence[str]) -> list[Any]:
    """Read the parts of a data set.

    Parameters
    ----------
    path : Path
        An npz file or a pickle, which may be compressed with gzip.
    names : sequence of str
        The names of the parts in an npz file. In a pickle they are in this order, as two objects or as two pairs.

    Raises
    ------
    FileError
        If it is damaged, has another format, or contains something other than data.
    """
    with opened(path) as file:
        is_npz = zipfile.is_zipfile(file)
    if is_npz:
        content = _read_npz(path)
        if not content.keys() >= set(names):
            raise FileError(f"It should hold {', '.join(names)}, not {', '.join(content):.200}.")
        return [content[name] for name in names]
    parts = read_pickle(unpacked(path))
    if len(names) == 4 and _is_pair(parts) and _is_pair(parts[0]) and _is_pair(parts[1]):
        parts = (*parts[0], *parts[1])
    if not is_list(parts) or len(parts) != len(names):
        raise FileError(f"It should hold {', '.join(names)}; it is another file.")
    return list(parts)


def _is_pair(value: Any) -> TypeGuard[Sequence[Any]]:
    return is_list(value) and len(value) == 2


def read_words(path: Path) -> dict[str, int]:
    """Read a word index, the number of each word, from a pickle or from JSON."""
    data = unpacked(path)
    with translated("It is neither JSON nor a pickle", FileError):
        words = json.loads(data) if data[:1] == b"{" else read_pickle(data)
    if not is_mapping(words) or not {int}.issuperset(map(type, words.values())):
        raise FileError("It should hold words with their numbers; it is another file.")
    return dict(words)


def unpacked(path: Path) -> bytes:
    """Read a file that may be compressed with gzip, within bounds."""
    limit = unpacked_limit(path.stat().st_size)
    with opened(path) as file:
        if file.read(2) != b"\x1f\x8b":
            file.seek(0)
            return file.read()
    with translated("It is damaged", FileError), gzip.open(path) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise FileError(f"It would be over {limit} bytes after unpacking.")
    return data


def _read_npz(path: Path) -> dict[str, Any]:
    """Read the arrays of an npz file by name; an array of objects becomes a list."""
    limit = unpacked_limit(path.stat().st_size)
    with translated("It is damaged or not an npz file", FileError), zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > limit:
            raise FileError(f"It would be over {limit} bytes after unpacking.")
        return {member.filename.removesuffix(".npy"): _array(archive.read(member)) for member in members}


def _array(data: bytes) -> Any:
    file = io.BytesIO(data)
    shape, in_columns, kind = HEADS[np.lib.format.read_magic(file)](file)
    content = file.read()
    return read_pickle(content) if kind.hasobject else array_of(kind, shape, in_columns, content)
