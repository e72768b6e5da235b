"""The engine that an object lives on, and methods that work on it, whichever engine is active outside."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from kerasfront.backend import Engine
from kerasfront.errors import NotReadyError

F = TypeVar("F", bound=Callable[..., Any])


class OwnEngine:
    """The attribute that says on which engine an object lives; None before it is connected.

    Raises
    ------
    NotReadyError
        When it is read after `K.clear_session` forgot what the object is made of.
    """

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        if owner is None:
            return self
        engine, session = vars(owner).get("_engine", (None, 0))
        if engine is not None and engine.sessions != session:
            raise NotReadyError(
                f"{owner} was built before K.clear_session(), which forgot its weights. Build it anew, or save it "
                "before you clear the session and load it afterwards."
            )
        return engine

    def __set__(self, owner: Any, engine: Engine) -> None:
        vars(owner)["_engine"] = engine, engine.sessions


def on_own_engine(method: F) -> F:
    """Decorator: make `self.engine` the active engine during the method; None leaves the active one."""

    @functools.wraps(method)
    def run(self: Any, *args: Any, **kwargs: Any) -> Any:
        if self.engine is None:
            return method(self, *args, **kwargs)
        with self.engine.active():
            return method(self, *args, **kwargs)

    return run  # type: ignore[return-value]
