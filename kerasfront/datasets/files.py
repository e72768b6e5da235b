"""Files of data sets, in the cache or downloaded and checked."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path

from kerasfront import config
from kerasfront.errors import ArgumentError, FileError
from kerasfront.utils.archives import unpack
from kerasfront.utils.data_utils import validate_file
from kerasfront.utils.progress import say
from kerasfront.utils.published import Published, fetch

SUBFOLDER = "datasets"


def find(path: str | PathLike[str], published: tuple[Published, ...], sha256: str | None) -> Path:
    """Find the file of a data set, or download it.

    Parameters
    ----------
    path : path
        A file in the cache folder, or anywhere else. If there is none, the first of `published` is downloaded to its
        folder, or with `sha256` the one that has this name.
    published : tuple of Published
        The same data in formats of different versions, the preferred one first.
    sha256 : str, optional
        The checksum that the file must have.

    Raises
    ------
    ArgumentError
        If the folder of `path` does not exist.
    FileError
        If the checksum of the file at `path` is not `sha256`.
    """
    cache = config.path().parent / SUBFOLDER
    place, named = cache / path, {file.name: file for file in published}
    for found in (place, Path(path)):
        if found.is_file():
            known = named.get(found.name) if found.parent == cache else None
            if _agrees(found, known, sha256):
                return found
            if known is None:
                raise FileError(f"{found} does not have the checksum {sha256}.")
            say(f"{found} is damaged or another file, and is downloaded again.")
    if place.parent != cache and not place.parent.is_dir():
        raise ArgumentError(f"path must be a file, or in a folder that exists for a download, got {str(path)!r}.")
    file = named.get(place.name, published[0]) if sha256 else published[0]
    return Path(fetch(file, place.parent, sha256))


def _agrees(path: Path, known: Published | None, sha256: str | None) -> bool:
    checksum = sha256 or (known and (known.sha256 or known.md5))
    return not checksum or validate_file(path, checksum)


@contextmanager
def folder_of(path: str | PathLike[str] | None, archive: Published, sha256: str | None) -> Generator[Path]:
    """Provide the folder with the content of an archive.

    Parameters
    ----------
    path : path or None
        The folder, or the archive, which is unpacked temporarily. None: the one in the cache, or a download.
    archive : Published
    sha256 : str, optional
        The checksum that the archive must have.
    """
    if path is None:
        folder = config.path().parent / SUBFOLDER / archive.name
        kept = folder.with_name(f"{folder.name}.tar.gz")
        yield folder if folder.is_dir() and not kept.exists() else Path(fetch(archive, SUBFOLDER, sha256, untar=True))
    elif Path(path).is_dir():
        yield Path(path)
    elif Path(path).is_file():
        if sha256 and not validate_file(path, sha256):
            raise FileError(f"{path} does not have the checksum {sha256}.")
        with tempfile.TemporaryDirectory() as place:
            unpack(Path(path), Path(place), archive.name)
            yield next(filter(Path.is_dir, [Path(place, archive.name), Path(place)]))
    else:
        raise ArgumentError(f"path must be {archive.url.rpartition('/')[2]} or the folder in it, got {str(path)!r}.")
