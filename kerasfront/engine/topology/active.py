"""Methods that work on the engine of their object, whichever engine is active outside."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def on_own_engine(method: F) -> F:
    """Decorator: make `self.engine` the active engine during the method; None leaves the active one."""

    @functools.wraps(method)
    def run(self: Any, *args: Any, **kwargs: Any) -> Any:
        if self.engine is None:
            return method(self, *args, **kwargs)
        with self.engine.active():
            return method(self, *args, **kwargs)

    return run  # type: ignore[return-value]
