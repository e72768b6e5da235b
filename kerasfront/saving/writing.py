"""Atomic replacement of files: a reader finds the old file or the new one, never a part."""

from __future__ import annotations

import glob
import os
import secrets
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from os import PathLike
from pathlib import Path

import h5py

from kerasfront.utils.paths import check_path, check_regular, on_path, refuse_to_replace

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None

UNFINISHED_BYTES = 4
"""Number of random bytes in the name of a temporary file."""

NAME_BYTES = 240
"""Number of bytes of a file's name that are in the name of its temporary file; file systems allow 255 in all."""

BLOCK = 2**20
"""Number of bytes by which a file in memory grows."""


def ask_to_proceed_with_overwrite(filepath: str | PathLike[str]) -> bool:
    """Ask the user whether a file may be replaced; without an answer, it may not."""
    question = f"{filepath} exists. Overwrite it? [y/n] "
    try:
        while (answer := input(question).strip().lower()) not in ("y", "yes", "n", "no"):
            question = "Please answer y or n: "
    except EOFError:
        return False
    return answer.startswith("y")


def may_replace(filepath: str | PathLike[str], overwrite: bool) -> bool:
    """Whether a file may be written; on a terminal the user is asked.

    Raises
    ------
    ArgumentError
        If there is a file of that name, it may not be replaced, and nobody can be asked.
    """
    if overwrite or not Path(filepath).exists():
        return True
    if sys.stdin is not None and sys.stdin.isatty():
        return ask_to_proceed_with_overwrite(filepath)
    refuse_to_replace(filepath)


@contextmanager
def replacing(filepath: str | PathLike[str], overwrite: bool = True) -> Generator[Path]:
    """Yield a path to write to; when the block ends without an error, that file replaces `filepath`.

    After an error, a full disk or the end of the process, the old file is unchanged.

    Raises
    ------
    ArgumentError
        If there is a file of that name, and it may not be replaced.
    PathError
        If no file can be there, or something else is.
    """
    with on_path(filepath, "written"):
        target = Path(os.path.realpath(check_path("filepath", filepath)))  # a link stays a link
        check_regular(target)
        if not overwrite and target.exists():
            refuse_to_replace(filepath)
        _remove_unfinished(target)
        path = target.with_name(f"{_unfinished(target)}{secrets.token_hex(UNFINISHED_BYTES)}")
        lock = _create(path)
    try:
        yield path
        _flush(path, os.O_RDWR)
        os.replace(path, target)
        _flush(target.parent, os.O_RDONLY)
    finally:
        path.unlink(missing_ok=True)
        os.close(lock)


@contextmanager
def replacing_hdf5(filepath: str | PathLike[str], overwrite: bool = True) -> Generator[h5py.File]:
    """Yield an HDF5 file open for writing that replaces `filepath`; see `replacing`.

    It is built in memory, because the HDF5 library may crash the process when the disk is full.
    """
    with replacing(filepath, overwrite) as path:
        with h5py.File(path, "w", driver="core", backing_store=False, block_size=BLOCK) as file:
            yield file
            file.flush()
            image = file.id.get_file_image()
        path.write_bytes(image)


def _unfinished(target: Path) -> str:
    """Prefix of the names of temporary files for `target`, short enough for what follows it."""
    name = os.fsencode(target.name)[:NAME_BYTES]
    return f".{os.fsdecode(name)}."


def _create(path: Path) -> int:
    """Create a file, and lock it while its writer lives. The lock is one of `flock`, not of HDF5."""
    while True:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
        if _lock(handle, wait=True) and not path.exists():  # another process removed it before it was locked
            os.close(handle)
            continue
        return handle


def _remove_unfinished(target: Path) -> None:
    """Remove temporary files of killed processes for `target`: they are no longer locked."""
    for path in target.parent.glob(f"{glob.escape(_unfinished(target))}{'[0-9a-f]' * (2 * UNFINISHED_BYTES)}"):
        with suppress(OSError):
            handle = os.open(path, os.O_RDWR)
            try:
                if _lock(handle, wait=False):
                    path.unlink()
            finally:
                os.close(handle)


def _lock(handle: int, wait: bool) -> bool:
    """Lock an open file; False if another process holds the lock, or the file system has no locks."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except OSError:
        return False


def _flush(path: Path, flags: int) -> None:
    """Wait until the content is on the disk."""
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
