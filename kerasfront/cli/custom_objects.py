"""Command-line option for the user's own classes and functions."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kerasfront.errors import ArgumentError, near_misses

OPTION = "--custom-objects"


def add_option(parser: argparse.ArgumentParser) -> None:
    """Declare the option."""
    parser.add_argument(
        OPTION,
        action="append",
        default=[],
        metavar="MODULE:NAME",
        help="a class or function of your own that the file refers to; the module may be in this folder; "
        "repeat the option for each",
    )


def imported(places: Iterable[str]) -> dict[str, Any]:
    """Import objects such as 'my_package.layers:Scale', by name.

    Raises
    ------
    ArgumentError
        If a place is not MODULE:NAME, or the module or the name in it does not exist.
    """
    return dict(map(_imported, places))


def _imported(place: str) -> tuple[str, Any]:
    module_name, _, name = place.partition(":")
    if not name.isidentifier() or not all(map(str.isidentifier, module_name.split("."))):
        raise ArgumentError(f"{OPTION} must be MODULE:NAME, such as my_layers:Scale, got {place!r}.")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        raise ArgumentError(
            f"{OPTION} {place}: {error}. Modules are searched in this folder ({here}) and on Python's path."
        ) from error
    if not hasattr(module, name):
        public = [known for known in vars(module) if not known.startswith("_")]
        raise ArgumentError(f"{OPTION} {place}: {module_name} has no {name!r}. {near_misses(name, public)}")
    return name, getattr(module, name)
