"""Attributes derived from others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class derived:  # noqa: N801  (a decorator, like property)
    """A property that can be replaced by assignment.

    For what only users read: a class of theirs may well keep something of its own under the name.
    """

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self._function = function
        self.__doc__ = function.__doc__

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        return self if owner is None else self._function(owner)
