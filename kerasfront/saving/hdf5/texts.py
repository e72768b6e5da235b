"""Variable-length texts in the bytes of a file: their sizes, and the sizes that attributes declare.

They lie in heaps. An attribute holds 16 bytes for each: its length, the address of the heap, and its number there. The
HDF5 library makes room for the length before it looks into the heap, and loops forever in a heap that is damaged.
"""

from __future__ import annotations

import math
import mmap
from collections.abc import Iterator

from kerasfront.errors import FileError

HEAP, HEAD = b"GCOL\x01", 16
"""How a heap begins, and the bytes of the head of it and of each object in it."""
WORD = 8
"""Bytes of an address and of a length. HDF5 has other sizes too, which nobody writes."""
REFERENCE = 16
"""Bytes that an attribute holds for a text; the first 4 are its length."""
PADDED, UNPADDED, WITH_ENCODING = 1, 2, 3
"""The versions of the messages that hold attributes."""
SHARED_TYPE, SHARED_SPACE = 1, 2
"""Flags of such a message: its datatype or its dataspace is elsewhere."""
FRACTAL_HEAP = b"FRHP\0"
"""How a heap of many attributes begins. The size of the filters that pack it follows after two more bytes."""
VARIABLE_LENGTH = 9
"""The class of such a datatype: the lower half of its first byte; the upper is a version."""


def longest(content: mmap.mmap) -> int:
    """Size in bytes of the longest text in the heaps.

    The library refuses on its own what says that it ends behind the file; so look numbers that happen to begin like a
    heap.

    Raises
    ------
    FileError
        If the objects of a heap do not lie one behind the other, or attributes may lie packed in another heap.
    """
    for place in _places(content, FRACTAL_HEAP):
        if _number(content, place + 7, 2):
            raise FileError(f"the heap of attributes at byte {place} is packed, which is not read.")
    found, last = 0, 0
    for start in _places(content, HEAP):
        end = start + _number(content, start + WORD, WORD)
        if end > len(content):
            continue
        found = max(found, *_objects(content, start, end))
        if start < last:
            raise _damaged(start)
        last = end
    return found


def _objects(content: mmap.mmap, start: int, end: int) -> Iterator[int]:
    """Sizes of the objects of a heap; each has a header of its number, a count and its size. A gap counts as 0."""
    yield 0
    place = start + HEAD
    while place + HEAD <= end:
        length = _number(content, place + WORD, WORD)
        gap = content[place : place + 2] == b"\0\0"
        place += length if gap else HEAD + -(-length // WORD) * WORD
        if gap and length < HEAD:
            raise _damaged(start)
        yield 0 if gap else length
    if not place <= end <= place + HEAD:
        raise _damaged(start)


def _damaged(start: int) -> FileError:
    return FileError(f"the heap of texts at byte {start} is not well formed.")


def declared(content: mmap.mmap, attribute: str, most: int) -> Iterator[int]:
    """Sizes that attributes of a name declare for their texts, wherever in the file they are.

    Parameters
    ----------
    content : mmap.mmap
        The whole file.
    attribute : str
    most : int
        An attribute of more texts is passed over.

    Raises
    ------
    FileError
        If the number of texts of an attribute is stored elsewhere.
    """
    name = attribute.encode("utf8") + b"\0"
    for place in _places(content, name):
        for version, head in ((PADDED, 8), (UNPADDED, 8), (WITH_ENCODING, 9)):
            start = place - head
            if start >= 0 and content[start] == version and _number(content, start + 2, 2) == len(name):
                yield from _lengths(content, start, place, most)


def _lengths(content: mmap.mmap, start: int, place: int, most: int) -> Iterator[int]:
    """Sizes in one message: its header, then name, datatype, dataspace, and a reference for each text."""
    version, flags = content[start], content[start + 1]
    sizes = [_number(content, start + field, 2) for field in (2, 4, 6)]
    if version == PADDED:
        sizes = [-(-size // WORD) * WORD for size in sizes]
    kind, space, data = place + sizes[0], place + sum(sizes[:2]), place + sum(sizes)
    if flags & SHARED_SPACE:
        raise FileError(f"the attribute at byte {start} shares its shape with others, which is not read.")
    if not flags & SHARED_TYPE and _number(content, kind, 1) & 0xF != VARIABLE_LENGTH:
        return
    count = _count(content, space)
    for number in range(count if count <= most else 0):
        yield _number(content, data + number * REFERENCE, 4)


def _count(content: mmap.mmap, space: int) -> int:
    """Number of elements of a dataspace, whose header has 8 bytes in version 1 and 4 in version 2."""
    version, rank = content[space : space + 2]
    start = space + (8 if version == 1 else 4)
    return math.prod(_number(content, start + axis * WORD, WORD) for axis in range(rank))


def _places(content: mmap.mmap, part: bytes) -> Iterator[int]:
    place = content.find(part)
    while place >= 0:
        yield place
        place = content.find(part, place + 1)


def _number(content: mmap.mmap, start: int, size: int) -> int:
    return int.from_bytes(content[start : start + size], "little")
