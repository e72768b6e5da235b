"""K bound to one engine, whichever engine is active."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import kerasfront.backend.settings as settings
from kerasfront.backend.engines import Engine, load_engine
from kerasfront.backend.specification import OPERATIONS


class BoundBackend:
    """All of K on one engine: ``load('theano').dot(x, y)``.

    Attributes
    ----------
    engine : Engine
        The engine that it is bound to.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def __getattr__(self, name: str) -> Callable[..., Any]:
        function = OPERATIONS[name].dispatch if name in OPERATIONS else getattr(settings, name)

        @functools.wraps(function)
        def bound(*args: Any, **kwargs: Any) -> Any:
            with self.engine.active():
                return function(*args, **kwargs)

        return bound

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *OPERATIONS})


def load(name: str) -> BoundBackend:
    """K bound to the engine called `name`, without making that engine the active one.

    Raises
    ------
    ConfigurationError
        If no installed engine has that name.
    BackendError
        If its library cannot be loaded or its adapter does not fit the specification.
    """
    return BoundBackend(load_engine(name))
