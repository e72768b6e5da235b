"""Groups of layers and lists of names in HDF5, in the layouts of classic Keras and of Keras 2."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

import numpy as np

from kerasfront.errors import ArgumentError, FileError
from kerasfront.saving.hdf5 import Group, parts

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


def write_layer(group: Any, layer: str, names: list[str], arrays: Iterable[np.ndarray]) -> None:
    """Write the arrays of a layer into a group of its name, which may be nested, and in which those of others may lie.

    Raises
    ------
    ArgumentError
        If the weights of two layers have the same place, as the layers ``"c"`` and ``"c/c_W"`` may.
    """
    try:
        part = group.require_group(_path(layer))
    except (KeyError, TypeError, ValueError):  # h5py's, if an array is in the way
        part = None
    if part is None or any(_path(name) in part for name in names):
        raise ArgumentError(
            f"The weights of layer {layer!r} have no place of their own in the file: the names of another layer and of "
            "its weights lead there. Rename one of the two layers."
        )
    write_names(part, "weight_names", names)
    for name, array in zip(names, arrays):
        part.create_dataset(_path(name), data=array)


def _path(name: str) -> str:
    """The name as a path from a group; HDF5 would take one with a slash in front from the root, and fails at dots."""
    return "/".join(parts(name)) or "."


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
