"""The backend that an object lives on, and methods that work on it, whichever backend is active outside."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from kerasfront.backend import Backend
from kerasfront.errors import NotReadyError

F = TypeVar("F", bound=Callable[..., Any])


class OwnBackend:
    """The attribute that says on which backend an object lives; None before it is connected.

    Raises
    ------
    NotReadyError
        When it is read after `K.clear_session` forgot what the object is made of.
    """

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        if owner is None:
            return self
        backend, session = owner.__dict__.get("_own_backend", (None, 0))
        if backend is not None and backend.sessions != session:
            raise NotReadyError(
                f"{owner} was built before K.clear_session(), which forgot its weights. Build it anew, or save it "
                "before you clear the session and load it afterwards."
            )
        return backend

    def __set__(self, owner: Any, backend: Backend) -> None:
        vars(owner)["_own_backend"] = backend, backend.sessions


def on_own_backend(method: F) -> F:
    """Decorator: make `self.own_backend` the active backend during the method; None leaves the active one."""

    @functools.wraps(method)
    def run(self: Any, *args: Any, **kwargs: Any) -> Any:
        if self.own_backend is None:
            return method(self, *args, **kwargs)
        with self.own_backend.active():
            return method(self, *args, **kwargs)

    return run  # type: ignore[return-value]
