"""Entry points: what other packages add to this one."""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata
from typing import Any


def plugged(group: str, name: str | None = None) -> list[Any]:
    """Load the entry points of a group, except those whose package is no longer installed.

    Parameters
    ----------
    group : str
    name : str, optional
        Load only the entry points of this name.
    """
    found: list[Any] = []
    for entry in metadata.entry_points(group=group):
        if name not in (None, entry.name):
            continue
        try:
            found.append(entry.load())
        except ModuleNotFoundError as error:
            if not f"{entry.module}.".startswith(f"{error.name}."):  # it is there, and lacks something itself
                raise
    return found


def names(group: str) -> list[str]:
    """Names of the entry points of a group."""
    return sorted({entry.name for entry in metadata.entry_points(group=group)})


def added_names(module: str, group: str) -> Callable[[str], Any]:
    """Make the ``__getattr__`` of a module to which the entry points of a group add names."""

    def __getattr__(name: str) -> Any:
        for found in [] if name.startswith("_") else plugged(group, name):
            return found
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    return __getattr__
