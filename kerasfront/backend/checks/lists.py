"""Arguments that are lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kerasfront.backend.variables import is_tensor
from kerasfront.errors import ArgumentTypeError


def listed(name: str, value: Any, item: str) -> list[Any]:
    """The elements of a list, tuple or other iterable, but not the rows of a tensor.

    name: of the argument, for messages. item: what the list holds, as one would write it.
    """
    kind = "one tensor" if is_tensor(value) else type(value).__name__
    if is_tensor(value) or isinstance(value, (str, bytes, dict)) or not isinstance(value, Iterable):
        raise ArgumentTypeError(f"{name} must be a list, got {kind}. Write [{item}].")
    return [*value]


def first(values: list[Any]) -> Any:
    """The only element, for a caller who gave one thing in the place of a list."""
    return values[0]
