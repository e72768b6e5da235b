"""Limits on what is opened and read in a file: a million links can lead to one array."""

from __future__ import annotations

from kerasfront.errors import FileError

ALLOWANCE, RATIO = 2**20, 16
"""Bytes that are read where nobody knows how many there should be, at least, or times those of the file."""
OBJECTS, OBJECT_BYTES = 2000, 32
"""Groups and arrays that are opened, at least, or one for so many bytes; a small one takes a few hundred."""


class Budget:
    """The remaining numbers of objects to open in a file, and of bytes to read without an expected shape.

    Parameters
    ----------
    name : str
        That of the file, for messages.
    size : int
        Bytes of the file.
    """

    def __init__(self, name: str, size: int) -> None:
        self._name = name
        self._size = size
        self._objects = max(OBJECTS, size // OBJECT_BYTES)
        self.bytes = max(ALLOWANCE, RATIO * size)

    def take_object(self) -> None:
        """Count a group or an array that is opened.

        Raises
        ------
        FileError
            If there were too many.
        """
        self._objects -= 1
        if self._objects < 0:
            raise FileError(
                f"{self._name} leads to its groups and arrays again and again: more than a file of {self._size} bytes "
                "has. It is not read on."
            )
