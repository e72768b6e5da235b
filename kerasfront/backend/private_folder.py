"""Folders for compiled code that no other user can write to, and files in them whose content is verified."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import stat
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

__all__ = ["is_sealed", "private_folder", "write_sealed"]

# Root, and whom a user namespace or a file server shows as the owner of what is root's: nobody.
_TRUSTED_OWNERS = (0, 65534)
DIGITS = 64
"""The length of a hash."""


def private_folder(path: Path) -> Path:
    """Create a folder if necessary, and return it if other users cannot change its content.

    Parameters
    ----------
    path : Path
        Where the folder should be: absolute, or from `~`, the user's home.

    Returns
    -------
    Path
        `path`, or a new temporary folder that is removed at the end of the process.

    Warns
    -----
    UserWarning
        If a temporary folder is used: code is loaded from it, so it must not be another user's.
    """
    path = Path(os.path.expanduser(path))
    try:
        fault = _fault_of_new(path)
    except OSError as error:
        fault = f"it cannot be made: {error.strerror}"
    if fault is None:
        return path
    warnings.warn(
        f"Compiled code is not kept in {path}: {fault}. It is compiled again in each process, into a temporary folder.",
        stacklevel=2,
    )
    temporary = tempfile.mkdtemp(prefix="kerasfront")
    atexit.register(shutil.rmtree, temporary, ignore_errors=True)
    return Path(temporary)


def _fault_of_new(path: Path) -> str | None:
    """Create the folder, if it is known where, and describe why it cannot be used."""
    if not path.is_absolute():
        return "this user has no home folder (set the environment variable HOME)"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _fault(path.resolve())


def _fault(folder: Path) -> str | None:
    """Describe why the folder cannot be used: others can write to it, or we cannot; None if it can."""
    facts = folder.stat()
    if not hasattr(os, "getuid"):
        return None if os.access(folder, os.W_OK) else "it cannot be written to"
    if facts.st_uid != os.getuid():
        return "it belongs to another user"
    if facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return f"other users can write to it (if you trust what is in it: chmod go-w {folder})"
    if not os.access(folder, os.W_OK):
        return "it cannot be written to"
    open_parent = next(filter(_can_be_replaced_in, folder.parents), None)
    return None if open_parent is None else f"other users can replace it: they own {open_parent}, or can write to it"


def _can_be_replaced_in(parent: Path) -> bool:
    """Whether another user may rename what is in `parent`: owns it, or can write to it and it is not sticky."""
    facts = parent.stat()
    if facts.st_uid not in {os.getuid(), *_TRUSTED_OWNERS}:
        return True
    return bool(facts.st_mode & stat.S_IWOTH) and not facts.st_mode & stat.S_ISVTX


def write_sealed(target: Path, make: Callable[[Path], None]) -> None:
    """Write a file completely or not at all, and its hash beside it.

    Parameters
    ----------
    target : Path
        The file to be replaced.
    make : callable
        Writes the content to the path that it is given.

    Notes
    -----
    If two processes write the same file at once, the file and the hash are those of one of them, or the file counts as
    not sealed.
    """
    handle, made = tempfile.mkstemp(target.suffix, target.stem, target.parent)
    os.close(handle)
    try:
        make(Path(made))
        digest = _digest(Path(made))
        os.replace(made, target)
        Path(made).write_text(digest)
        os.replace(made, _seal(target))
    finally:
        Path(made).unlink(missing_ok=True)


def is_sealed(file: Path) -> bool:
    """Find out whether the file exists and has the content that `write_sealed` gave it.

    Pipes, devices and seals of any other length are not read: they might never end.
    """
    seal = _seal(file)
    try:
        if not (file.is_file() and seal.is_file() and seal.stat().st_size == DIGITS):
            return False
        return seal.read_text() == _digest(file)
    except (OSError, UnicodeDecodeError):
        return False


def _seal(file: Path) -> Path:
    return file.with_name(f"{file.name}.sha256")


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
