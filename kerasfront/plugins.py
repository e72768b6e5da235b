"""What other packages add to ours, found through entry points."""

from __future__ import annotations

from importlib import metadata
from typing import Any


def plugged(group: str, **which: str) -> list[Any]:
    """What the entry points of a group stand for; what was installed once and is gone does not count.

    Parameters
    ----------
    group : str
    **which
        Attributes that an entry point must have: ``name=...``.
    """
    found = []
    for entry in metadata.entry_points(group=group, **which):
        try:
            found.append(entry.load())
        except ModuleNotFoundError as error:
            if not f"{entry.module}.".startswith(f"{error.name}."):  # it is there, and lacks something itself
                raise
    return found
