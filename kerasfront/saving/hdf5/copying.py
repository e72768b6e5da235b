"""Clean copies of files: groups, arrays of numbers, and attributes that are texts or numbers."""

from __future__ import annotations

import math
from pathlib import Path

import h5py
import numpy as np

from kerasfront.errors import FileError
from kerasfront.saving.hdf5.group import Group, reading

TOLD = 300
"""Characters that are said of what was left out."""


def copy(path: str, target: str, name: str, content: int) -> str:
    """Read a file and write a clean copy.

    Parameters
    ----------
    path, target : str
    name : str
        What messages call the file.
    content : int
        Bytes that all arrays together may have.

    Returns
    -------
    str
        What was left out first and why, or ''.

    Raises
    ------
    FileError
        If the file is damaged, or has more content.
    """
    with reading(path, name=name) as group, h5py.File(target, "w", libver="latest") as file:
        work = _Copy(Path(name), content)
        work.group(group, file)
    return work.left_out


class _Copy:
    """Copy of one file.

    Attributes
    ----------
    left_out : str
        What was left out first and why.
    """

    def __init__(self, path: Path, content: int) -> None:
        self._path = path
        self._left: int = content
        self._content = content
        self.left_out = ""

    def group(self, group: Group, target: h5py.Group) -> None:
        """Copy the content of a group."""
        for name in group.attributes():
            self._attribute(group, name, target)
        for name in group.names():
            try:
                inner = group.is_group(name)
            except FileError as error:
                self._leave_out(error)
                continue
            if inner:
                self.group(group.group(name), target.create_group(name))
            else:
                self._array(group, name, target)

    def _array(self, group: Group, name: str, target: h5py.Group) -> None:
        array = group.array(name)
        self._left -= math.prod(array.shape) * array.dtype.itemsize
        if self._left < 0:
            raise FileError(f"{self._path} holds arrays of more than {self._content} bytes, far more than it has.")
        target.create_dataset(name, data=array.read(array.shape))

    def _attribute(self, group: Group, name: str, target: h5py.Group) -> None:
        try:
            texts = group.texts(name)
        except FileError as no_text:
            try:
                target.attrs[name] = group.number(name)
            except FileError:
                self._leave_out(no_text)
            return
        kind = h5py.string_dtype() if texts else None  # an empty list is one of numbers, as classic Keras wrote it
        target.attrs.create(name, np.array(texts, object if texts else float), dtype=kind)

    def _leave_out(self, error: FileError) -> None:
        self.left_out = self.left_out or str(error)[:TOLD]
