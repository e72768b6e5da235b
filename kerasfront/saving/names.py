"""Lists of names as attributes of HDF5 groups, in the layouts of classic Keras and of Keras 2."""

from __future__ import annotations

from itertools import count
from typing import Any

import numpy as np

from kerasfront.errors import FileError
from kerasfront.saving.hdf5 import Group

LONGEST = 64_000
"""Largest size of an attribute in HDF5, in bytes; longer lists are split, as in Keras 2."""


def write_names(group: Any, attribute: str, names: list[str]) -> None:
    """Store names as classic Keras did: byte strings of equal length, or an empty list of numbers."""
    array = np.array([name.encode("utf8") for name in names])
    if array.nbytes <= LONGEST:
        group.attrs[attribute] = array
        return
    step = LONGEST // array.itemsize
    for number, start in enumerate(range(0, len(names), step)):
        group.attrs[f"{attribute}{number}"] = array[start : start + step]


def has_names(group: Group, attribute: str) -> bool:
    """Whether the list exists, in one attribute or split."""
    return group.has(attribute) or group.has(f"{attribute}0")


def read_names(group: Group, attribute: str) -> list[str]:
    """Read names stored as bytes or text, in one attribute or split.

    Raises
    ------
    FileError
        If there are none, or one occurs twice.
    """
    names: list[str] = []
    if group.has(attribute) or not group.has(f"{attribute}0"):
        names = group.texts(attribute)
    else:
        parts = (f"{attribute}{number}" for number in count())
        for part in parts:
            if not group.has(part):
                break
            names += group.texts(part)
    if len(set(names)) < len(names):
        raise FileError(f"{group.where}: the attribute {attribute!r} names something twice.")
    return names
