"""Keywords of Keras 0.3 that Keras 1.x took and dropped with a warning."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

from kerasfront.earlier_keras import way_out

F = TypeVar("F", bound=Callable[..., Any])


def dropping(*names: str) -> Callable[[F], F]:
    """Decorator of a method: take these keywords, say that they have no effect, and leave them out."""

    def decorate(method: F) -> F:
        @functools.wraps(method)
        def run(*args: Any, **kwargs: Any) -> Any:
            for name in names:
                if name in kwargs:
                    del kwargs[name]
                    warnings.warn(
                        f"{method.__name__}: the argument {name!r} of Keras 0.3 has no effect. {way_out(name)}",
                        stacklevel=2,
                    )
            return method(*args, **kwargs)

        return run  # type: ignore[return-value]

    return decorate
