"""Who asks for a module: a script, or a library that lives beside us and means what it says."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

KERAS = "keras"
OURS = "kerasfront"
MAIN = "__main__"
MAINS = (MAIN, "__mp_main__")
"""Names of the module that a script is: in its own process, and where multiprocessing starts another one."""
_NEWER = re.compile(rf"{KERAS}\s*(?=[(<>=~!])[^;]*[>=~]=?\s*(?:[2-9]|\d\d)", re.IGNORECASE)

_OWN = re.compile(rf"{OURS}(_\w+)?(\.|$)")
_folders: list[str] = []

Namespace = Mapping[str, Any]
"""Of the module that an import statement stands in; some code has an empty one."""


def wants_ours(importer: Namespace) -> bool:
    """Whether a module means classic Keras when it imports `keras`."""
    return not needs_real_keras((importer.get("__name__") or "").partition(".")[0])


@functools.cache
def needs_real_keras(package: str) -> bool:
    """Whether a package is Keras itself, or comes from a distribution that requires a Keras newer than the classic one.

    Libraries of today import the Keras of today, also late, when one of their attributes is first used.
    """
    if package in (KERAS, *MAINS):
        return package == KERAS
    required = (line for name in _distributions().get(package, ()) for line in metadata.requires(name) or ())
    return any(map(_NEWER.match, required))


def is_script(importer: Namespace) -> bool:
    """Whether a module is a script that we run, or lies beside it and is none of ours and those that adapt backends."""
    name = importer.get("__name__") or ""
    return name in MAINS or (not _OWN.match(name) and lies_beside(importer.get("__file__")))


def lies_beside(path: str | None) -> bool:
    """Whether a file or folder is in the folder of a script that we run, and of no library in it."""
    if not path:
        return False
    found = f"{os.path.realpath(path)}/"
    return any(found.startswith(folder) for folder in _folders) and "site-packages" not in found


@contextmanager
def beside(folder: Path) -> Iterator[None]:
    """Within the block, what lies in a folder belongs to a script that we run."""
    place = f"{folder.resolve()}/"
    _folders.append(place)
    try:
        yield
    finally:
        _folders.remove(place)


@functools.cache
def _distributions() -> Mapping[str, list[str]]:
    return metadata.packages_distributions()
