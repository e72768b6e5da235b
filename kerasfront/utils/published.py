"""Files that classic scripts download, with checksums from trustworthy sources."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike

from kerasfront.errors import ArgumentError
from kerasfront.utils.data_utils import cache_folder, get_file


@dataclass(frozen=True)
class Published:
    """A file available for download.

    Parameters
    ----------
    name : str
        What it is called in the cache.
    url : str
    md5, sha256 : str, optional
        Its checksums.
    stated_by : str
        Who states them; no checksum is computed from what a download happened to give.
    """

    name: str
    url: str
    md5: str | None = None
    sha256: str | None = None
    stated_by: str = ""

    @property
    def known(self) -> bool:
        """Whether a checksum is known."""
        return bool(self.md5 or self.sha256)


def fetch(
    file: Published,
    cache_subdir: str | PathLike[str],
    sha256: str | None = None,
    local: str = "path=",
    untar: bool = False,
) -> str:
    """Download a published file to the cache, unless it is there already.

    Parameters
    ----------
    file : Published
        With `untar` its name is that of the folder that the archive becomes.
    cache_subdir : path
        As for `get_file`.
    sha256 : str, optional
        The checksum that it must have, in place of those that are known.
    local : str
        How the caller's user names a file of his own: the way out where no checksum is known.
    untar : bool

    Returns
    -------
    str
        The path of the file or folder.

    Raises
    ------
    ArgumentError
        If no checksum is known and none is given, and the file is not in the cache.
    DownloadError, FileError
        As for `get_file`.
    """
    place = cache_folder(cache_subdir) / file.name
    if sha256 is None and not file.known and not place.exists():
        raise ArgumentError(
            f"{file.url} is not downloaded: no source that can be trusted states a checksum of {file.name}, so nobody "
            f"would notice if it were another file. Give its checksum as sha256=, a copy of yours as {local}, or put "
            f"the copy at {place}."
        )
    checksums = {"sha256": sha256} if sha256 else {"sha256": file.sha256, "md5_hash": file.md5}
    return get_file(file.name, file.url, untar=untar, cache_subdir=cache_subdir, **checksums)
