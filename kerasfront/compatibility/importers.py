"""Tell scripts that mean classic Keras from libraries that mean today's."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

KERAS = "keras"
OURS = "kerasfront"
MAIN = "__main__"
MAINS = (MAIN, "__mp_main__")
"""Module names of a script: in its own process, and in one that multiprocessing starts."""
_NEWER = re.compile(rf"{KERAS}\s*(?=[(<>=~!])[^;]*[>=~]=?\s*(?:[2-9]|\d\d)", re.IGNORECASE)

_OWN = re.compile(rf"{OURS}(_\w+)?(\.|$)")
_folders: list[str] = []

Namespace = Mapping[str, Any]
"""Namespace of the module that contains an import statement; may be empty."""


def wants_ours(importer: Namespace) -> bool:
    """Whether a module means classic Keras when it imports `keras`."""
    return not needs_real_keras((importer.get("__name__") or "").partition(".")[0])


@functools.cache
def needs_real_keras(package: str) -> bool:
    """Whether a package is Keras itself, or belongs to a distribution that requires a Keras newer than the classic one.

    Such libraries may import Keras late, when one of their attributes is first used.
    """
    if package in (KERAS, *MAINS):
        return package == KERAS
    required = (line for name in _distributions().get(package, ()) for line in metadata.requires(name) or ())
    return any(map(_NEWER.match, required))


def is_script(importer: Namespace) -> bool:
    """Whether a module is a script that we run, or is in its folder and not part of this package or an adapter."""
    name = importer.get("__name__") or ""
    return name in MAINS or (not _OWN.match(name) and lies_beside(importer.get("__file__")))


def lies_beside(path: str | None) -> bool:
    """Whether a file or folder is in the folder of a script that we run, but not in an environment there."""
    if not path:
        return False
    found = f"{os.path.realpath(path)}/"
    return any(found.startswith(folder) for folder in _folders) and "site-packages" not in found


@contextmanager
def beside(folder: Path) -> Generator[None]:
    """Treat the modules in a folder as part of a script that we run, within the block."""
    place = f"{folder.resolve()}/"
    _folders.append(place)
    try:
        yield
    finally:
        _folders.remove(place)


@functools.cache
def _distributions() -> Mapping[str, list[str]]:
    return metadata.packages_distributions()
