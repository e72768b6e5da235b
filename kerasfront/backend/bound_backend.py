"""K bound to one backend, whichever backend is active.

Classic scripts import it as a module: ``from kerasfront.backend import NAME_backend``, for any installed backend.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import kerasfront.backend.settings as settings
from kerasfront.backend.classic import SETTERS, SETTINGS, SUFFIX, library_names, of_library
from kerasfront.backend.selection import Backend, installed, load_backend
from kerasfront.backend.specification import OPERATIONS


class BoundBackend(ModuleType):
    """All of K on one backend: ``load(NAME).dot(x, y)``.

    Attributes
    ----------
    adapter : Backend
        What it is bound to.
    """

    def __init__(self, backend: Backend) -> None:
        super().__init__(f"{__package__}.{backend.name}{SUFFIX}", f"K on the backend {backend.name!r}.")
        self.adapter = backend
        self.__all__ = [*OPERATIONS, *library_names(backend)]  # for "import *"

    def __getattr__(self, name: str) -> Any:
        if name in SETTINGS:
            with self.adapter.active():
                return SETTINGS[name]()
        if name in OPERATIONS:
            function = OPERATIONS[name].dispatch
        elif name.startswith("_") or not hasattr(settings, name):
            return of_library(self.adapter, name)
        else:
            function = getattr(settings, name)

        @functools.wraps(function)
        def bound(*args: Any, **kwargs: Any) -> Any:
            with self.adapter.active():
                return function(*args, **kwargs)

        return bound

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in SETTERS:
            super().__setattr__(name, value)
            return
        with self.adapter.active():
            SETTERS[name](value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *OPERATIONS})


def load(name: str) -> BoundBackend:
    """Return K bound to one backend, without making that backend the active one.

    Parameters
    ----------
    name : str
        One of `installed`.

    Returns
    -------
    module
        With all of K's operations and settings: ``load(NAME).dot(x, y)``.

    Raises
    ------
    ConfigurationError
        If no installed backend has that name.
    BackendError
        If its library cannot be loaded or its adapter does not fit the specification.

    Examples
    --------
    >>> bound = K.load(K.backend())
    >>> print(bound.eval(bound.square(bound.variable([2., 3.]))))
    [4. 9.]
    """
    return BoundBackend(load_backend(name))


class _ClassicModules(MetaPathFinder, Loader):
    """Finds the module NAME_backend of each installed backend."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, module = fullname.rpartition(".")
        name = module.removesuffix(SUFFIX)
        if package != __package__ or name == module or name not in installed():
            return None
        return ModuleSpec(fullname, self)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return load(spec.name.rpartition(".")[2].removesuffix(SUFFIX))

    def exec_module(self, module: ModuleType) -> None:
        """Execute nothing: `create_module` filled it."""


sys.meta_path.append(_ClassicModules())
