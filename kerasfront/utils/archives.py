"""Archives from untrusted sources, unpacked into one folder: plain files and folders only, of bounded size."""

from __future__ import annotations

import bz2
import errno
import gzip
import io
import lzma
import os
import stat
import tarfile
import tempfile
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from filecmp import cmp
from pathlib import Path, PurePosixPath
from typing import Any

from kerasfront.errors import FileError, unreadable

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
    """Largest unpacked size of an archive of `size` bytes."""
    return min(LARGEST, max(ALLOWANCE, RATIO * size))


def unpack(archive: Path, folder: Path, whole: str) -> None:
    """Unpack a tar or zip archive into a folder, beside what is there.

    A file that is there with another content is replaced, with a warning.

    Parameters
    ----------
    archive : Path
    folder : Path
    whole : str
        What the archive holds under this name replaces a file or folder of that name as a whole.

    Raises
    ------
    FileError
        If it is not an archive, or damaged, or holds links, devices, paths that lead out of it, or far more than its
        size suggests, or a folder where there is a file, or a file where there is a folder. Nothing is left then.
    """
    limit = unpacked_limit(archive.stat().st_size)
    with tempfile.TemporaryDirectory(prefix=f".{whole}.", dir=folder) as temporary:
        place = Path(temporary, "new")
        place.mkdir()
        with unreadable(f"{archive} cannot be unpacked", "it is damaged or not an archive"):
            unpack_into = _unpack_zip if zipfile.is_zipfile(archive) else _unpack_tar
            unpack_into(archive, place, limit)
        _move(archive, place, folder, whole)


def _move(archive: Path, place: Path, folder: Path, whole: str) -> None:
    """Move the unpacked files into the folder."""
    moves = list(_moves(archive, place, folder, whole))
    others = [(new, old) for new, old in moves if old.is_file() and old != folder / whole]
    replaced = [str(old.relative_to(folder)) for new, old in others if not cmp(new, old, shallow=False)]
    if replaced:
        warnings.warn(f"{archive} replaces files in {folder} of another content: {replaced!r:.500}.", stacklevel=4)
    if (place / whole).exists() and (folder / whole).exists():
        os.replace(folder / whole, place.with_name("old"))
    for new, target in moves:
        os.replace(new, target)


def _moves(archive: Path, place: Path, folder: Path, whole: str | None = None) -> Iterator[tuple[Path, Path]]:
    """Pairs of source and target of all that must be moved into a folder."""
    for new in place.iterdir():
        target = folder / new.name
        if new.name == whole or not target.exists() or (new.is_file() and target.is_file()):
            yield new, target
        elif new.is_dir() and target.is_dir():
            yield from _moves(archive, new, target)
        else:
            kinds = "a file for a folder" if new.is_dir() else "a folder for a file"
            error = FileExistsError(errno.EEXIST, kinds)
            raise FileError(f"{archive} was not unpacked: {target} is in the way, {kinds}. Move it away.") from error


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
    with (
        opener(archive, "rb") as unpacked,
        tarfile.open(fileobj=_Bounded(unpacked, limit, archive), mode="r:") as content,
    ):
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
    """A file that is read up to a limit, in pieces of bounded size."""

    def __init__(self, file: Any, limit: int, archive: Path) -> None:
        self._file = file
        self._limit = limit
        self._too_large = FileError(f"{archive} was not unpacked: its members or their heads are over {limit} bytes.")

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= READ or self.tell() > self._limit + READ:
            raise self._too_large
        return self._file.read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence != os.SEEK_SET or offset > self._limit + READ:
            raise self._too_large
        return self._file.seek(offset)
