"""Files that are replaced as a whole: whoever reads finds the old file or the new one, never a part."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path

import h5py

from kerasfront.errors import ArgumentError

BLOCK = 2**20
"""So many bytes of memory are added to a file at a time."""


def ask_to_proceed_with_overwrite(filepath: str | PathLike[str]) -> bool:
    """Ask the user whether a file may be replaced; where nobody can answer, it may not."""
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
    raise ArgumentError(f"{filepath} exists. Pass overwrite=True to replace it.")


@contextmanager
def replacing(filepath: str | PathLike[str], overwrite: bool = True) -> Iterator[Path]:
    """A path to write to; what was written takes the place of `filepath` when the block ends without an error.

    An error, a full disk or the end of the process leave what was there before.

    Raises
    ------
    ArgumentError
        If there is a file of that name, and it may not be replaced.
    """
    target = Path(filepath).resolve()  # a link stays a link
    if not overwrite and target.exists():
        raise ArgumentError(f"{filepath} exists. Pass overwrite=True to replace it.")
    path = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    path.touch(exist_ok=False)
    try:
        yield path
        _flush(path, os.O_RDWR)
        os.replace(path, target)
        _flush(target.parent, os.O_RDONLY)
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def replacing_hdf5(filepath: str | PathLike[str], overwrite: bool = True) -> Iterator[h5py.File]:
    """As `replacing`, an HDF5 file that is open for writing.

    It is put together in memory, because the HDF5 library may crash the process when the disk is full.
    """
    with replacing(filepath, overwrite) as path:
        with h5py.File(path, "w", driver="core", backing_store=False, block_size=BLOCK) as file:
            yield file
            file.flush()
            image = file.id.get_file_image()
        path.write_bytes(image)


def _flush(path: Path, flags: int) -> None:
    """Wait until the disk has what was written."""
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
