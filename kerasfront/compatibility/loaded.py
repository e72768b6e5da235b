"""`sys.modules` as a script sees it: the name of a mapped package leads to what the script imports under that name.

Libraries still find today's modules there.
"""

from __future__ import annotations

import sys
from collections import UserDict
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from kerasfront.compatibility.import_mapping import Facade, ImportMapping, mapping_for
from kerasfront.compatibility.importers import MAIN, is_script

_SCRIPT = {"__name__": MAIN}


class LoadedModules(UserDict[str, ModuleType]):
    """A live view of `sys.modules`."""

    def __init__(self) -> None:
        self.data = sys.modules

    def __getitem__(self, name: str) -> ModuleType:
        mapping = _replacing(name)
        if mapping is None:
            return self.data[name]
        return mapping.facade() if name == mapping.package else self.data[mapping.target_of(name)]

    def __contains__(self, name: object) -> bool:
        mapping = _replacing(name) if isinstance(name, str) else None
        return (name if mapping is None else mapping.target_of(str(name))) in self.data

    def __delitem__(self, name: str) -> None:
        if _replacing(name) is None:  # libraries need what stands there
            del self.data[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in list(self.data) if _replacing(name) is None)


def _replacing(name: str) -> ImportMapping | None:
    """Find the mapping of a name to another package, for scripts."""
    mapping = mapping_for(name, _SCRIPT)
    return None if mapping is None or mapping.target == mapping.package else mapping


class LiveFacade(Facade):
    """A facade whose attributes are set on the original."""

    @property
    def __all__(self) -> list[str]:
        original: ModuleType = self.__dict__["__original__"]
        return [name for name in vars(original) if not name.startswith("_")]

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.__dict__["__original__"], name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self.__dict__["__original__"], name)


def system() -> ImportMapping:
    """Create the mapping that gives scripts a `sys` with this view."""
    facade = LiveFacade("sys", sys, modules=LoadedModules())
    return ImportMapping("sys", "sys", lambda: facade, is_script)
