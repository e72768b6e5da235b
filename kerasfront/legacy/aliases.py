"""Modules under two names: an import finder for aliases."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class ModuleAliases(MetaPathFinder, Loader):
    """Import ``alias.x`` as ``original.x``, unless ``alias`` has a file for it: put it last in `sys.meta_path`.

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
        """Spec of `fullname`; None if it is not an alias of an existing module."""
        if not fullname.startswith(self._alias):
            return None
        try:
            found = importlib.util.find_spec(self._name(fullname))
        except ModuleNotFoundError:  # a part of the path is missing
            return None
        return found and ModuleSpec(fullname, self, is_package=found.submodule_search_locations is not None)

    def exec_module(self, module: ModuleType) -> None:
        """Replace the new, empty module by the original."""
        sys.modules[module.__name__] = importlib.import_module(self._name(module.__name__))

    def _name(self, fullname: str) -> str:
        return self._original + fullname.removeprefix(self._alias)
