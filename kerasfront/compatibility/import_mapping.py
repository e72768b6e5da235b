"""Map the import of one package to another, for some importers only.

The modules of today's Keras stay in `sys.modules` under their own names: libraries that need them can import them at
any time. What is mapped is the import statement, depending on the module that contains it.
"""

# The frame of the caller has no public name.
# pyright: reportPrivateUsage=false

from __future__ import annotations

import builtins
import importlib
import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

from kerasfront.compatibility.api_version import CLASSIC, OLD
from kerasfront.compatibility.importers import KERAS, OURS, Namespace, is_script, wants_ours

GROUP = "kerasfront.script_modules"
APIS = {CLASSIC: (OURS, "1.2.2"), OLD: (f"{OURS}.legacy", "0.3.3")}
"""Package that offers an API, and the release that it claims to be, by version of the API."""


class Facade(ModuleType):
    """A package under a classic name that delegates to another one.

    Parameters
    ----------
    name : str
        The classic name.
    original : module
        The package that it delegates to.
    **own
        Attributes of its own.
    """

    def __init__(self, name: str, original: ModuleType, **own: Any) -> None:
        super().__init__(name, original.__doc__)
        self.__dict__.update(own, __name__=name, __original__=original)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["__original__"], name)

    def __reduce__(self) -> tuple[Any, ...]:
        return _facade, (self.__name__,)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *dir(self.__dict__["__original__"])})


@dataclass(frozen=True)
class ImportMapping:
    """The mapping of one package to another.

    Attributes
    ----------
    package : str
        The requested package.
    target : str
        The package whose submodules are returned; may be the same.
    facade : callable
        Returns the module that stands for the package itself.
    serves : callable
        Returns whether the mapping applies to an importer, given its namespace.
    """

    package: str
    target: str
    facade: Callable[[], ModuleType]
    serves: Callable[[Namespace], bool]

    def imported(self, original: Callable[..., Any], name: str, fromlist: Sequence[str]) -> Any:
        """Run the import statement for `name`; `original` is Python's own import function."""
        facade, inside = self.facade(), name.removeprefix(self.package)
        if inside:
            found = original(self.target + inside, fromlist=fromlist)
            if isinstance(fromlist, list):
                _remember(name, sys.modules[self.target + inside])
            return found if fromlist else facade
        for part in fromlist:
            if part != "*" and not hasattr(facade, part):
                importlib.import_module(f"{self.target}.{part}")
        return facade

    def module(self, original: Callable[..., ModuleType], name: str) -> ModuleType:
        """Run `importlib.import_module` for `name`; `original` is Python's own function."""
        target = self.target_of(name)
        return self.facade() if target == self.target else original(target)

    def target_of(self, name: str) -> str:
        """Name of the module that `name` is mapped to."""
        return self.target + name.removeprefix(self.package)


def _facade(name: str) -> ModuleType:
    """Find the facade of a package in this process, for a pickle from another process."""
    return _mappings[name].facade() if name in _mappings else importlib.import_module(name)


def keras(api: str) -> ImportMapping:
    """Map `keras` to our package for a version of the API, '1.2' or '0.3'."""
    target, version = APIS[api]
    facade = Facade(KERAS, importlib.import_module(target), __version__=version)
    return ImportMapping(KERAS, target, lambda: facade, wants_ours)


def plugged_in() -> list[ImportMapping]:
    """Collect the mappings of installed backends for their libraries: entry points, by the name of the package.

    Each provides a module that scripts get in place of the package itself; its submodules are unchanged.
    """
    points = {point.name: point for point in metadata.entry_points(group=GROUP)}
    return [ImportMapping(name, name, point.load, is_script) for name, point in points.items()]


def _remember(name: str, module: ModuleType) -> None:
    """Let compiled code find a module under a classic name.

    It imports with an empty list of names and then looks into `sys.modules`, as pickles do that name their classes.
    Modules that today's package has, too, are left alone.
    """
    package, *inside = name.split(".")
    real = importlib.machinery.PathFinder.find_spec(package)
    for folder in (real and real.submodule_search_locations) or ():
        place = Path(folder, *inside)
        if place.is_dir() or place.with_suffix(".py").is_file():
            return
    sys.modules.setdefault(name, module)


_mappings: dict[str, ImportMapping] = {}

def _mapped_import(
    name: str,
    globals: Mapping[str, Any] | None = None,
    locals: Mapping[str, Any] | None = None,
    fromlist: Sequence[str] | None = (),
    level: int = 0,
) -> Any:
    mapping = None if level else mapping_for(name, _importer() if globals is None else globals)
    if mapping is not None:
        return mapping.imported(_originals[_IMPORT], name, () if fromlist is None else fromlist)
    try:
        return _originals[_IMPORT](name, globals, locals, fromlist, level)
    except ModuleNotFoundError as error:
        if level or error.name != name.partition(".")[0] or not _is_in_package(name, globals or {}):
            raise
    return _originals[_IMPORT](name, globals, locals, fromlist, 1)


def _mapped_import_module(name: str, package: str | None = None) -> ModuleType:
    mapping = mapping_for(name, _importer())
    original = _originals[_IMPORT_MODULE]
    return original(name, package) if mapping is None else mapping.module(original, name)


def _mapped_find_spec(name: str, package: str | None = None) -> importlib.machinery.ModuleSpec | None:
    mapping = mapping_for(name, _importer())
    return _originals[_FIND_SPEC](name if mapping is None else mapping.target_of(name), package)


def _mapped_reload(module: ModuleType) -> ModuleType:
    if isinstance(module, Facade):
        _originals[_RELOAD](module.__dict__["__original__"])
        return module
    return _originals[_RELOAD](module)


def mapping_for(name: str, importer: Namespace) -> ImportMapping | None:
    """Find the mapping that applies when an importer requests a module, if there is one."""
    mapping = _mappings.get(name.partition(".")[0])
    return mapping if mapping is not None and mapping.serves(importer) else None


def _importer() -> Namespace:
    """Namespace of the caller of a hook."""
    return sys._getframe(2).f_globals


def _is_in_package(name: str, importer: Namespace) -> bool:
    """Whether an import without dots refers to a module in the importer's own package, as in Python 2."""
    package, top = importer.get("__package__"), name.partition(".")[0]
    return bool(package) and is_script(importer) and importlib.util.find_spec(f"{package}.{top}") is not None


_IMPORT, _IMPORT_MODULE = (builtins, "__import__"), (importlib, "import_module")
_FIND_SPEC, _RELOAD = (importlib.util, "find_spec"), (importlib, "reload")
_HOOKS = {
    _IMPORT: _mapped_import,
    _IMPORT_MODULE: _mapped_import_module,
    _FIND_SPEC: _mapped_find_spec,
    _RELOAD: _mapped_reload,
}
"""Replacements of Python's own functions while mappings are active."""
_originals: dict[tuple[ModuleType, str], Callable[..., Any]] = {}


def install(mapping: ImportMapping) -> None:
    """Activate a mapping, replacing an earlier one for the same package."""
    for place, hook in _HOOKS.items():
        if getattr(*place) is not hook:
            _originals[place] = getattr(*place)
            setattr(*place, hook)
    _mappings[mapping.package] = mapping


@contextmanager
def active(*mappings: ImportMapping) -> Generator[None]:
    """Activate mappings within the block."""
    kept, before = dict(_mappings), {place: getattr(*place) for place in _HOOKS}
    try:
        for mapping in mappings:
            install(mapping)
        yield
    finally:
        _mappings.clear()
        _mappings.update(kept)
        for place, function in before.items():
            setattr(*place, function)
