"""Who asks for a module: a script, or a library that lives beside us and means what it says."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from importlib import metadata
from typing import Any

KERAS = "keras"
OURS = "kerasfront"
_NEWER = re.compile(rf"{KERAS}\b[^;]*[>=~]=?\s*(?:[2-9]|\d\d)", re.IGNORECASE)


def package_of(namespace: Mapping[str, Any] | None) -> str:
    """The top-level package of the module whose namespace is given; empty if it has no name."""
    return ((namespace or {}).get("__name__") or "").partition(".")[0]


@functools.cache
def needs_real_keras(package: str) -> bool:
    """Whether a package is Keras itself, or comes from a distribution that requires a Keras newer than the classic one.

    Libraries of today import the Keras of today, also late, when one of their attributes is first used.
    """
    required = (line for name in _distributions().get(package, ()) for line in metadata.requires(name) or ())
    return package == KERAS or any(map(_NEWER.match, required))


@functools.cache
def is_script(package: str) -> bool:
    """Whether a package was not installed, and is no part of ours: a script, or a module beside it."""
    return package not in _distributions() and package.partition("_")[0] != OURS


@functools.cache
def _distributions() -> Mapping[str, list[str]]:
    return metadata.packages_distributions()
