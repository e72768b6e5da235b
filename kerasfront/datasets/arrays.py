"""Arrays from the bytes in a file."""

from __future__ import annotations

import math
from typing import Any, TypeGuard

import numpy as np

from kerasfront.backend.types import is_array, is_list
from kerasfront.errors import FileError


def array_of(kind: Any, shape: Any, in_columns: bool, content: Any) -> Any:
    """Make a read-only array of numbers from its bytes; for an array of objects, return the list of them.

    Raises
    ------
    FileError
        If the content does not agree with type and shape.
    """
    if not _is_dtype(kind) or kind.kind not in "biufO":
        raise FileError("The file holds an array of something other than numbers.")
    if not _is_shape(shape):
        raise FileError("The file holds an array whose shape is not a tuple of sizes.")
    length, expected = len(content), math.prod(shape) * (1 if kind.hasobject else kind.itemsize)
    if length != expected:
        raise FileError(f"The file holds an array of shape {shape!r:.100} that has {length} parts, not {expected:.3g}.")
    if not kind.hasobject:
        return np.frombuffer(content, kind).reshape(shape, order="F" if in_columns else "C")
    if not is_plain_list(content) or len(shape) != 1:
        raise FileError("The file holds an array of objects that is not a list.")
    return content


def is_plain_list(value: Any) -> TypeGuard[list[Any]]:
    """Whether `value` is a list, not a tuple."""
    return isinstance(value, list)


def _is_dtype(value: Any) -> TypeGuard[np.dtype[Any]]:
    return isinstance(value, np.dtype)


def _is_shape(value: Any) -> TypeGuard[tuple[int, ...]]:
    if is_plain_list(value) or not is_list(value):
        return False
    return all(type(size) is int and 0 <= size < 2**63 for size in value)


def numbers(values: Any) -> list[Any]:
    """Convert a list or an array of numbers from a file to a list.

    Raises
    ------
    FileError
        If they are something else.
    """
    if is_array(values) and values.ndim == 1:
        return values.tolist()
    if not is_plain_list(values) or not {int, float, bool}.issuperset(map(type, values)):
        raise FileError("The file holds something else where a list of numbers should be.")
    return values
