"""All names that Keras 1.2.2 had, recorded by machine on TensorFlow, and what of them is missing here.

The record has the public names of each module, those that it merely imported included; the members of each class, with
the names of their parameters; and the attributes of objects that were built, compiled and fitted.
"""

from __future__ import annotations

import importlib
import inspect
import json
from collections.abc import Iterator
from typing import Any

from .classic_api import FOLDER

RECORD: dict[str, Any] = json.loads((FOLDER / "names-1.2.2.json").read_text())


def ours(name: str) -> str:
    """The dotted name here of one of classic Keras."""
    return name.replace("keras", "kerasfront", 1)


def missing_names(module: str) -> Iterator[str]:
    """Names of a classic module that the module of its name does not offer."""
    try:
        offered = importlib.import_module(ours(module))
    except ModuleNotFoundError:
        yield ours(module)
        return
    yield from (f"{ours(module)}.{name}" for name in RECORD["modules"][module] if not hasattr(offered, name))


def missing_members(name: str) -> Iterator[str]:
    """Members of a classic class that ours lacks, and parameters by whose names its methods could be called."""
    module, _, kind = ours(name).rpartition(".")
    owner = getattr(importlib.import_module(module), kind)
    for member, classic in RECORD["classes"][name].items():
        found = getattr(owner, member, None)
        if not hasattr(owner, member):
            yield f"{ours(name)}.{member}"
        elif isinstance(classic, list) and callable(found):
            yield from (f"{ours(name)}.{member}({lost})" for lost in _lost(classic, found))


def _lost(classic: list[str], method: Any) -> list[str]:
    taken = inspect.signature(method).parameters.values()
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in taken):
        return []
    return sorted({*classic} - {parameter.name for parameter in taken})


def missing_attributes(key: str, thing: Any) -> list[str]:
    """Attributes of a recorded object that ours lacks."""
    return [f"{ours(f'keras.{key}')}.{name}" for name in RECORD["instances"][key] if not hasattr(thing, name)]
