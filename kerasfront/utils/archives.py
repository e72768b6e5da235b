"""Archives from anywhere, unpacked to nowhere but one new folder: files and folders only, of a bounded size."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from kerasfront.errors import FileError, translated

LARGEST = 2**34
"""Bytes that an archive may have when it is unpacked."""
ALLOWANCE, RATIO = 2**26, 200
"""So many bytes, or so many times those of the archive if that is more, as long as it is less than `LARGEST`."""
MEMBER = 4096
"""Bytes that a member counts at least: about what even an empty one takes on a disk."""
READ = 2**24
"""The largest piece that is read at once: the heads of members may be as long as they say."""
PACKERS = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}


def unpacked_limit(size: int) -> int:
    """The bytes that `size` bytes may become when they are unpacked."""
    return min(LARGEST, max(ALLOWANCE, RATIO * size))


def unpack(archive: Path, target: Path) -> None:
    """Unpack a tar or zip archive.

    Parameters
    ----------
    archive : Path
    target : Path
        What the archive holds under the last name of this path comes to be here; else a folder with all that it holds.

    Raises
    ------
    FileError
        If it is no archive or damaged, or holds links, devices, paths that lead out of it, or far more than its size
        says. Nothing is left behind then.
    """
    limit = unpacked_limit(archive.stat().st_size)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
        place = Path(folder, "new")
        place.mkdir()
        with translated(f"{archive} cannot be unpacked", FileError):
            unpack_into = _unpack_zip if zipfile.is_zipfile(archive) else _unpack_tar
            unpack_into(archive, place, limit)
        inner = place / target.name
        if target.exists():
            os.replace(target, Path(folder, "old"))
        os.replace(inner if inner.exists() else place, target)


def _unpack_zip(archive: Path, place: Path, limit: int) -> None:
    with zipfile.ZipFile(archive) as content:
        members = content.infolist()
        for member in members:
            kind = stat.S_IFMT(member.external_attr >> 16)
            if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise _refused(archive, member.filename, "is neither a plain file nor a folder")
            _check_name(archive, member.filename)
        _check_sizes(archive, (member.file_size for member in members), limit)
        content.extractall(place)


def _unpack_tar(archive: Path, place: Path, limit: int) -> None:
    with archive.open("rb") as file:
        head = file.read(6)
    opener = next((opener for magic, opener in PACKERS.items() if head.startswith(magic)), open)
    with opener(archive, "rb") as unpacked, tarfile.open(fileobj=_Bounded(unpacked, limit), mode="r:") as content:
        _check_sizes(archive, (_checked(archive, member).size for member in content), limit)
        content.extractall(place, filter="data")


def _checked(archive: Path, member: tarfile.TarInfo) -> tarfile.TarInfo:
    if not (member.isreg() or member.isdir()) or member.issparse() or member.size < 0:
        raise _refused(archive, member.name, "is neither a plain file nor a folder")
    _check_name(archive, member.name)
    return member


def _check_name(archive: Path, name: str) -> None:
    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts or set(name) & set("\\\0"):
        raise _refused(archive, name, "leads out of the archive")


def _check_sizes(archive: Path, sizes: Iterable[int], limit: int) -> None:
    total = 0
    for size in sizes:
        total += max(size, MEMBER)
        if total > limit:
            raise FileError(
                f"{archive} was not unpacked: its members would take over {limit} bytes, each at least {MEMBER}."
            )


def _refused(archive: Path, name: str, reason: str) -> FileError:
    return FileError(f"{archive} was not unpacked: its member {name!r:.200} {reason}.")


class _Bounded(io.RawIOBase):
    """A file to read from, up to a limit, in pieces of a bounded size."""

    def __init__(self, file: Any, limit: int) -> None:
        self._file = file
        self._limit = limit

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= READ or self.tell() > self._limit + READ:
            raise OSError(f"a piece of {size} bytes is to be read at once, or beyond what its members may be together")
        return self._file.read(size)

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        if whence != os.SEEK_SET or place > self._limit + READ:
            raise OSError("it is larger than its members may be together")
        return self._file.seek(place)
