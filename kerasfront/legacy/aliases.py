"""Modules that are the same in two packages: one module, two paths."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class ModuleAliases(MetaPathFinder, Loader):
    """Importing ``alias.x`` gives ``original.x``, unless ``alias`` has a file for it: stand last in `sys.meta_path`.

    Parameters
    ----------
    alias, original : str
        Dotted names of packages.
    """

    def __init__(self, alias: str, original: str) -> None:
        self._alias, self._original = f"{alias}.", f"{original}."

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """How to import `fullname`; None if it is not an alias of a module that exists."""
        if not fullname.startswith(self._alias):
            return None
        try:
            found = importlib.util.find_spec(self._name(fullname))
        except ModuleNotFoundError:  # a part of the path is missing
            return None
        return found and ModuleSpec(fullname, self, is_package=found.submodule_search_locations is not None)

    def exec_module(self, module: ModuleType) -> None:
        """Put the original in the place of the new, empty module."""
        sys.modules[module.__name__] = importlib.import_module(self._name(module.__name__))

    def _name(self, fullname: str) -> str:
        return self._original + fullname.removeprefix(self._alias)
