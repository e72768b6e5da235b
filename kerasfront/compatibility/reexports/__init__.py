"""Re-exports: names that a classic module merely imported, and that scripts import from there.

``from kerasfront.layers.convolutional import MaxPooling2D`` was a standard line of the time. The rooms themselves know
nothing of it: the tables `names` and, for Keras 0.3, `names_0_3` list these names, which are looked up on first use.
"""

# The frame of the caller has no public name.
# pyright: reportPrivateUsage=false

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import FrameType, ModuleType
from typing import Any

from kerasfront.compatibility.reexports import names, names_0_3
from kerasfront.later_keras import no_such_name


class _Table:
    """The re-exports of one version of Keras."""

    def __init__(self, data: ModuleType) -> None:
        self.rows: dict[str, str] = data.REEXPORTS
        self._modules: dict[str, str] = data.MODULES
        self._homes = {name: home for home, listed in data.HOMES.items() for name in listed.split()}

    def place(self, module: str, name: str) -> str:
        """Return the origin of a name in `module`: a module, or ``module:attribute``."""
        if name in self._homes:
            return f"{self._homes[name]}:{name}"
        return self._modules.get(name) or (name if name in sys.stdlib_module_names else f"{module}.{name}")


_TABLE_OF = {module: table for table in map(_Table, (names, names_0_3)) for module in table.rows}


def install(package: str) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Attach the re-exports to every module of the tables when it is imported.

    Returns
    -------
    __getattr__, __dir__ : callable
        Hooks for `package`, which is being imported already.
    """
    sys.meta_path.insert(0, _Finder())
    reexports = _Reexports(sys.modules[package])
    return reexports.get, reexports.names


def resolve(module: str, entry: str) -> Any:
    """Return the object that an entry in the row of `module` refers to.

    Parameters
    ----------
    module : str
    entry : str
        A name in `HOMES` or `MODULES`, or a submodule of `module`; or ``name=module`` or
        ``name=module:attribute`` where classic Keras had a different object under that name.
    """
    name, _, place = entry.partition("=")
    home, _, attribute = (place or _TABLE_OF[module].place(module, name)).partition(":")
    found = importlib.import_module(home)
    return getattr(found, attribute) if attribute else found


class _Finder:
    """Finder that delegates to the others, and attaches the re-exports to modules in the tables."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in _TABLE_OF:
            return None
        others = (finder for finder in sys.meta_path if finder is not self and hasattr(finder, "find_spec"))
        spec = next(filter(None, (finder.find_spec(fullname, path, target) for finder in others)), None)
        if spec is not None and spec.loader is not None:
            loader: Any = _Loader(spec.loader)
            spec.loader = loader
        return spec


class _Loader:
    """Loader that delegates to another one, then attaches the re-exports."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        if sys.modules.get(module.__name__) is module:  # it may have replaced itself
            reexports = _Reexports(module)
            vars(module).update(__getattr__=reexports.get, __dir__=reexports.names)


class _Reexports:
    """Attributes that a module gets from elsewhere."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module
        self._entries = {
            entry.partition("=")[0]: entry for entry in _TABLE_OF[module.__name__].rows[module.__name__].split()
        }
        self._own = vars(module).get("__getattr__")
        self._public = vars(module).pop("__all__", None)

    def get(self, name: str) -> Any:
        """Act as the `__getattr__` of the module."""
        if name == "__all__":
            return self._starred()
        if name not in self._entries:
            return self._other(name, asker=sys._getframe(1))
        try:
            return resolve(self._module.__name__, self._entries[name])
        except ImportError as error:
            raise AttributeError(f"module {self._module.__name__!r} cannot offer {name!r}: {error}") from error

    def _other(self, name: str, asker: FrameType) -> Any:
        if self._own is None:
            raise no_such_name(self._module.__name__, name, asker)
        try:
            return self._own(name)
        except AttributeError as error:
            raise no_such_name(self._module.__name__, name, asker) from error

    def names(self) -> list[str]:
        """Act as the `__dir__` of the module."""
        return sorted({*vars(self._module), *self._entries})

    def _starred(self) -> list[str]:
        """List the names for ``import *``: the public ones, and the re-exports whose packages are installed."""
        own = self._public or [name for name, value in vars(self._module).items() if not isinstance(value, ModuleType)]
        offered = [entry for entry in self._entries if hasattr(self._module, entry)]
        return [name for name in dict.fromkeys([*own, *offered]) if not name.startswith("_")]
