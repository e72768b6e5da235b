"""Names of the classic backend modules that are not operations of K: private settings, and parts of libraries."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Mapping
from typing import Any

import kerasfront.backend.settings as settings
from kerasfront import config
from kerasfront.backend.graph import learning_phase, set_learning_phase
from kerasfront.backend.selection import Backend, current, installed

SUFFIX = "_backend"

SETTINGS: Mapping[str, Callable[[], Any]] = {
    "_BACKEND": settings.backend,
    "_EPSILON": settings.epsilon,
    "_FLOATX": settings.floatx,
    "_IMAGE_DIM_ORDERING": settings.image_dim_ordering,
    "_LEARNING_PHASE": learning_phase,
    "_LEGACY_WEIGHT_ORDERING": settings.legacy_weight_ordering,
    "_backend": settings.backend,
    "_epsilon": settings.epsilon,
    "_floatx": settings.floatx,
    "_image_dim_ordering": settings.image_dim_ordering,
    "_config": lambda: {key: config.get(key).value for key in config.DEFAULTS} | {"backend": settings.backend()},
    "_config_path": lambda: str(config.path()),
}
"""Variables of the classic modules, each with the function that knows its value today."""

SETTERS: Mapping[str, Callable[[Any], None]] = {
    "_EPSILON": settings.set_epsilon,
    "_FLOATX": settings.set_floatx,
    "_IMAGE_DIM_ORDERING": settings.set_image_dim_ordering,
    "_LEARNING_PHASE": set_learning_phase,
}
"""Names that scripts assign to, each with the function that gives it a value."""


def attribute(name: str) -> Any:
    """The `__getattr__` of K: a setting, a module ``NAME_backend``, or what the active backend's library has."""
    if name in SETTINGS:
        return SETTINGS[name]()
    module = f"{__package__}.{name}"
    if name.endswith(SUFFIX) and name.removesuffix(SUFFIX) in installed():
        return importlib.import_module(module)
    if name.startswith("__") or importlib.util.find_spec(module):  # no reason to load a backend
        raise AttributeError(f"module {__package__!r} has no attribute {name!r}")
    return of_library(current(), name)


def of_library(backend: Backend, name: str) -> Any:
    """Names that the classic module of a backend had from its library, such as the library itself under its short name.

    An adapter has such names in its module `classic`; one without it has none.

    Raises
    ------
    AttributeError
    """
    names = _names(backend)
    if name.startswith("__") or name not in names:
        raise AttributeError(f"K has no attribute {name!r} on the backend {backend.name!r}")
    return names[name]


def library_names(backend: Backend) -> list[str]:
    """The names for `of_library` that are not private."""
    return list(_names(backend).get("__all__", ()))


def _names(backend: Backend) -> Mapping[str, Any]:
    return vars(getattr(backend.module, "classic", object))
