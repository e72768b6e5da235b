"""Downloads: once, complete or not at all, and verified by checksums."""

from __future__ import annotations

import errno
import hashlib
import http.client
import os
import tempfile
import urllib.request
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from urllib.parse import urlsplit

from kerasfront import config
from kerasfront.errors import ArgumentError, DownloadError, FileError
from kerasfront.utils.archives import unpack
from kerasfront.utils.paths import check_path, check_regular, on_path, opened
from kerasfront.utils.progress import Progbar

SCHEMES = ("http", "https", "ftp", "file")
TIMEOUT = 60
"""Seconds without a byte after which a download is given up."""
BLOCK = 2**16
DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.EEXIST)
"""Errors that are not the fault of an archive."""
CHECKSUMS = {32: "md5", 64: "sha256"}
"""Kinds of checksums by their number of hexadecimal digits."""


def get_file(
    fname: str,
    origin: str,
    untar: bool = False,
    md5_hash: str | None = None,
    cache_subdir: str | PathLike[str] = "datasets",
    sha256: str | None = None,
) -> str:
    """Download a file, unless it is there already.

    Parameters
    ----------
    fname : str
        The name that the file gets, or that the main file or folder in an archive has. Not a path.
    origin : str
        Where it is: a URL of http, https, ftp or file.
    untar : bool
        Whether it is a tar or zip archive, to be unpacked beside itself, where it is kept as ``fname.tar.gz``: as long
        as there is no file or folder `fname`. A file that is there with another content is replaced, with a warning.
    md5_hash : str, optional
        Checksum of the file, as classic Keras took it. An MD5 finds damage; it does not stop an attacker.
    cache_subdir : path
        Folder within ``~/.keras`` (or ``KERAS_HOME``), or an absolute path.
    sha256 : str, optional
        Checksum of the file. With one a file that is there already is downloaded anew if it differs.

    Returns
    -------
    str
        The path of the file; with `untar` that of `fname`, beside which everything was unpacked, whether the archive
        has such a name in it or not.

    Raises
    ------
    DownloadError
        If it cannot be downloaded; the message says where a copy from elsewhere can be put.
    FileError
        If what came is incomplete or has another checksum, or if the archive is damaged or holds what no archive
        should; it is thrown away, so that the next call downloads it anew.
    """
    if fname in ("", ".", "..") or set(fname) & set("/\\\0"):
        raise ArgumentError(f"fname must be the name of a file, not a path, got {fname!r}.")
    if urlsplit(origin).scheme not in SCHEMES:
        raise ArgumentError(f"origin must be a URL of {', '.join(SCHEMES)}, got {origin!r}.")
    folder = cache_folder(cache_subdir)
    target = folder / fname
    kept = folder / f"{fname}.tar.gz" if untar else target
    with on_path(folder, "written"):
        folder.mkdir(parents=True, exist_ok=True)
    with on_path(kept, "written"):
        check_regular(kept)
    fresh = not (kept.exists() and _agrees(kept, (sha256, md5_hash)))
    if fresh:
        _download(origin, kept, (sha256, md5_hash))
    if untar and (fresh or not target.exists()):
        try:
            unpack(kept, folder, fname)
        except FileError as error:
            if getattr(error.__cause__, "errno", None) not in DISK_ERRORS:
                kept.unlink()
            raise
    return str(target)


def cache_folder(cache_subdir: str | PathLike[str]) -> Path:
    """Folder for the downloads of `get_file`."""
    return config.path().parent / cache_subdir


def validate_file(fpath: str | PathLike[str], md5_hash: str) -> bool:
    """Whether a file has a checksum.

    Parameters
    ----------
    fpath : path
    md5_hash : str
        32 hexadecimal digits of an MD5, or 64 of a SHA-256.

    Raises
    ------
    ArgumentError
        If it is not a checksum.
    PathError
        If the file cannot be read, or is none: a pipe or a device.
    """
    kind = CHECKSUMS.get(len(md5_hash))
    if kind is None:
        raise ArgumentError(f"A checksum has 32 (MD5) or 64 (SHA-256) hexadecimal digits, got {md5_hash!r}.")
    found = hashlib.new(kind, usedforsecurity=False)
    with opened(check_path("fpath", fpath)) as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest() == md5_hash.lower()


def _agrees(path: Path, checksums: tuple[str | None, ...]) -> bool:
    return all(validate_file(path, checksum) for checksum in checksums if checksum)


def _download(origin: str, target: Path, checksums: tuple[str | None, ...]) -> None:
    """Download `origin` to `target`, if it is complete and matches the checksums."""
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
        path = Path(folder) / "download"
        with path.open("wb") as file:
            for block in _blocks(origin, target):
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        if not _agrees(path, checksums):
            raise FileError(
                f"What came from {origin} has not the checksum {', '.join(filter(None, checksums))}. It was thrown "
                "away. Try again; if it comes the same again, the file was changed where it is kept."
            )
        os.replace(path, target)


def _blocks(origin: str, target: Path) -> Iterator[bytes]:
    """Download `origin` block by block, showing progress."""
    done = 0
    try:
        with urllib.request.urlopen(origin, timeout=TIMEOUT) as answer:
            length = answer.headers.get("Content-Length")
            expected = int(length) if length and length.isdecimal() else None
            progress = Progbar(expected, label=f"Downloading {origin}", unit="bytes")
            while block := answer.read(BLOCK):
                yield block
                done += len(block)
                progress.update(done)
    except (OSError, http.client.HTTPException) as error:
        raise DownloadError(
            f"{origin:.500} cannot be downloaded: {error or type(error).__name__}. Without a network, get the file by "
            f"other means and put it at {target}."
        ) from error
    if expected is not None and done != expected:
        raise FileError(f"The download of {origin} broke off after {done} of {expected} bytes. Try again.")
