"""Paths that users give: what is wrong with one, in words."""

from __future__ import annotations

import errno
import os
from collections.abc import Generator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from kerasfront.errors import ArgumentError, ArgumentTypeError, MissingPathError, PathError

FAULTS = {
    errno.EISDIR: "it is a folder",
    errno.EEXIST: "it is not a folder",
    errno.ENOTDIR: "it is not a folder, or lies in something that is none",
    errno.ELOOP: "its links lead in a circle",
    errno.ENAMETOOLONG: "a name in it is too long",
    errno.ESPIPE: "it is a pipe or a device, not a file",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.EROFS: "the file system is read-only",
    errno.ENXIO: "it is a pipe that nobody reads, or a socket",
    errno.ENOENT: "there is no such file or folder",
}
"""What the system says of a path that is wrong. Other errors, such as that of a full disk, are not about the path."""


def check_path(argument: str, value: Any) -> Path:
    """Convert a path to a `Path`.

    Raises
    ------
    ArgumentTypeError
        If it is not a path.
    ArgumentError
        If it holds a zero character, which no path can have.
    """
    try:
        text = os.fsdecode(value)
    except TypeError:
        raise ArgumentTypeError(
            f"{argument} must be a path, got {value!r:.200} of type {type(value).__name__}."
        ) from None
    if "\0" in text:
        raise ArgumentError(f"{argument} must be a path, got {text!r:.200}.")
    return Path(text)


@contextmanager
def on_path(path: str | PathLike[str], done: str) -> Generator[None]:
    """Convert errors of the system about a path to one of kerasfront: ``path cannot be written: it is a folder``.

    Parameters
    ----------
    path : path
    done : str
        What is done with it: 'written' or 'read'.

    Raises
    ------
    PathError
        If the path leads to nothing, or to something that cannot be used so.
    ArgumentError
        If the locale has no such letters.
    """
    try:
        yield
    except PathError:
        raise
    except OSError as error:
        if error.errno not in FAULTS:
            raise
        raise _fault(path, done, error) from error
    except UnicodeEncodeError as error:
        raise ArgumentError(
            f"{str(path)!a} cannot be the name of a file while this locale encodes names as {error.encoding}. "
            "Set the environment variable PYTHONUTF8=1, or a locale such as LC_ALL=C.UTF-8."
        ) from error


def check_regular(path: Path) -> None:
    """Reject anything but a regular file, if there is something; for a block of `on_path`."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, path)
    if path.is_symlink() and not path.exists():
        path.stat()
    if path.exists() and not path.is_file():
        raise OSError(errno.ESPIPE, path)


def refuse_to_replace(path: str | PathLike[str]) -> NoReturn:
    """Say how a file or folder that exists can be replaced.

    Raises
    ------
    ArgumentError
    """
    raise ArgumentError(f"{path} exists. Pass overwrite=True (--overwrite on the command line) to replace it.")


def opened(path: Path) -> BinaryIO:
    """Open a regular file for reading; a pipe would block, and a device might never end.

    Raises
    ------
    PathError
        If there is none.
    """
    with on_path(path, "read"):
        check_regular(path)
        return path.open("rb")


def _fault(path: str | PathLike[str], done: str, error: OSError) -> PathError:
    missing = isinstance(error, FileNotFoundError)
    parent = Path(path).parent
    fault = FAULTS[error.errno or 0]
    if missing and not parent.is_dir():
        fault = f"there is no folder {parent}" + ". Make it first" * (done == "written")
    kind = MissingPathError if missing else PathError
    found = kind(f"{path} cannot be {done}: {fault}.")
    found.errno = error.errno
    return found
