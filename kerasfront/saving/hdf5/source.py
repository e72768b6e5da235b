"""What is looked at in the bytes of a file first, because the HDF5 library would not come back from some of them."""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from kerasfront.errors import FileError

SIGNATURE = b"\x89HDF\r\n\x1a\n"
HEAP, HEAD = b"GCOL\x01", 16
"""How a heap begins, and the bytes of the head of it and of each object in it."""
WORD = 8
"""Bytes of an address and of a length. HDF5 has other sizes too, which nobody writes."""


class Source:
    """A file that begins as an HDF5 file does.

    Attributes
    ----------
    path : pathlib.Path
    size : int
        Bytes of the file.

    Raises
    ------
    FileError
        If it is no HDF5 file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            head = file.read(16)
            self.size = os.fstat(file.fileno()).st_size
        if head[:8] != SIGNATURE or len(head) < 16:
            raise FileError(f"{path} is not an HDF5 file.")
        version = head[8]
        words = head[13:15] if version < 2 else head[9:11]
        if version > 3 or words != bytes((WORD, WORD)):
            raise FileError(f"{path} is an HDF5 file of a kind that is not read, or damaged.")

    @cached_property
    def longest_text(self) -> int:
        """Bytes of the longest text of variable length.

        Such texts lie in heaps. The library loops forever in a heap whose objects do not lie one behind the other.
        It refuses on its own what says that it ends behind the file; so look numbers that happen to begin like a heap.

        Raises
        ------
        FileError
            If a heap is damaged.
        """
        with self.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            longest, last = 0, 0
            start = content.find(HEAP)
            while start >= 0:
                end = start + _number(content, start + WORD)
                if end <= len(content):
                    longest = max(longest, *self._objects(content, start, end))
                    if start < last:
                        raise self._damaged(start)
                    last = end
                start = content.find(HEAP, start + 1)
        return longest

    def _objects(self, content: mmap.mmap, start: int, end: int) -> Iterator[int]:
        """The lengths of the objects of a heap: each has a head of its number, a count and its length; 0 is a gap."""
        yield 0
        place = start + HEAD
        while place + HEAD <= end:
            length = _number(content, place + WORD)
            gap = content[place : place + 2] == b"\0\0"
            place += length if gap else HEAD + -(-length // WORD) * WORD
            if gap and length < HEAD:
                raise self._damaged(start)
            yield length
        if not place <= end <= place + HEAD:
            raise self._damaged(start)

    def _damaged(self, start: int) -> FileError:
        return FileError(f"{self.path} is damaged: the heap of texts at byte {start} is not well formed.")


def _number(content: mmap.mmap, start: int) -> int:
    return int.from_bytes(content[start : start + WORD], "little")
