"""Checks of the bytes of a file before the HDF5 library opens it, for damage that the library would not survive."""

from __future__ import annotations

import math
import mmap
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from kerasfront.errors import FileError
from kerasfront.saving.hdf5.budget import Budget
from kerasfront.saving.hdf5.texts import WORD, declared, longest
from kerasfront.utils.paths import opened

SIGNATURE = b"\x89HDF\r\n\x1a\n"
HEAD = 16
"""Bytes of the signature, the versions, and the sizes of addresses and lengths."""


def begins_as_hdf5(path: Path) -> bool:
    """Whether a file has the signature of HDF5 at its start or after a user block."""
    with opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        return any(_begins(_read(file, place)) for place in _beginnings(size))


def _beginnings(size: int) -> Iterator[int]:
    """Offsets at which the content can start: 0, or 512, 1024, 2048, ... after a user block."""
    place = 0
    while place < size:
        yield place
        place = 2 * place or 512


def _read(file: BinaryIO, place: int) -> bytes:
    file.seek(place)
    return file.read(HEAD)


def _begins(head: bytes) -> bool:
    return head.startswith(SIGNATURE)


class Source:
    """A file with the signature of HDF5.

    Attributes
    ----------
    path : pathlib.Path
    name : str
        What messages call it.
    size : int
        Bytes of the file.
    budget : Budget
        What may be opened and read in it.

    Raises
    ------
    FileError
        If it is not an HDF5 file.
    """

    def __init__(self, path: Path, name: str | None = None) -> None:
        self.path = path
        self.name = name or str(path)
        self._declared: dict[str, float] = {}
        with opened(path) as file:
            self.size = os.fstat(file.fileno()).st_size
            head = next(filter(_begins, (_read(file, place) for place in _beginnings(self.size))), b"")
        if len(head) < HEAD:
            raise FileError(f"{self.name} is not an HDF5 file.")
        self.budget = Budget(self.name, self.size)
        version = head[8]
        words = head[13:15] if version < 2 else head[9:11]
        if version > 3 or words != bytes((WORD, WORD)):
            raise FileError(f"{self.name} is an HDF5 file of a kind that is not read, or damaged.")

    def in_copy(self, path: Path) -> Source:
        """The same file, read from a copy under the same budget."""
        copy = Source(path, self.name)
        copy.size, copy.budget = self.size, self.budget
        return copy

    def longest_text(self, attribute: str, most: int) -> int:
        """Size in bytes of the longest variable-length text that an attribute can have.

        Parameters
        ----------
        attribute : str
            The name of it. Attributes of other groups that have the name are looked at as well.
        most : int
            The attribute has at most so many texts.

        Raises
        ------
        FileError
            If an attribute of that name says that a text is longer than all in the file are, or is not found.
        """
        if attribute not in self._declared:
            with self._content() as content:
                self._declared[attribute] = max(declared(content, attribute, most), default=math.inf)
        if self._declared[attribute] > self._longest:
            raise FileError(f"{self.name} is damaged: the texts of attribute {attribute!r} are not in it.")
        return self._longest

    @cached_property
    def _longest(self) -> int:
        with self._content() as content:
            return longest(content)

    @contextmanager
    def _content(self) -> Generator[mmap.mmap]:
        with self.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            try:
                yield content
            except FileError as error:
                raise FileError(f"{self.name} is damaged: {error}") from None
