"""Decorators that turn a typed function with a docstring into an operation of K."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar, overload

from kerasfront.backend.foreign_tensors import refuse_foreign
from kerasfront.backend.selection import current
from kerasfront.backend.specification import OPERATIONS, Operation

F = TypeVar("F", bound=Callable[..., Any])
Check = Callable[[dict[str, Any]], Callable[[Any], Any] | None]
"""From all arguments by name to what gives the result its form, or None if it stays as the backend returns it."""


@overload
def op(function: F, /) -> F: ...
@overload
def op(*, check: Check | None = None, optional: bool = False) -> Callable[[F], F]: ...
def op(function: Callable[..., Any] | None = None, *, check: Check | None = None, optional: bool = False) -> Any:
    """Specify an operation that every adapter implements.

    Parameters
    ----------
    check : callable, optional
        Called with all arguments by name, before a backend gets all of them by position. It raises `ArgumentError`, may
        replace values by their normal form (``dim_ordering='default'`` by the one in force), and may return a function
        that gives the result another form.
    optional : bool
        A backend may lack the operation; calling it then raises `UnsupportedOperation`.
    """
    if function is None:
        return functools.partial(op, check=check, optional=optional)
    return _specify(function, None, check, optional)


@overload
def composed(function: F, /) -> F: ...
@overload
def composed(*, check: Check | None = None) -> Callable[[F], F]: ...
def composed(function: Callable[..., Any] | None = None, *, check: Check | None = None) -> Any:
    """Specify an operation by a body in terms of other operations; an adapter may still bring its own."""
    if function is None:
        return functools.partial(composed, check=check)
    return _specify(function, function, check, False)


def _specify(function: F, default: F | None, check: Check | None, optional: bool) -> F:
    name = function.__name__
    family = function.__module__.rsplit(".", 1)[-1]
    signature = inspect.signature(function)
    dispatch = _checked(function, signature, check) if check else _plain(function, signature)
    OPERATIONS[name] = Operation(name, family, signature, default, optional, dispatch)
    return dispatch


def _plain(function: F, signature: inspect.Signature) -> F:
    name = function.__name__

    @functools.wraps(function)
    def dispatch(*args: Any, **kwargs: Any) -> Any:
        try:
            return current().operation(name)(*args, **kwargs)
        except Exception:
            refuse_foreign(name, signature, args, kwargs)
            raise

    return dispatch  # type: ignore[return-value]


def _checked(function: F, signature: inspect.Signature, check: Check) -> F:
    name = function.__name__

    @functools.wraps(function)
    def dispatch(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        try:
            form = check(bound.arguments)
            result = current().operation(name)(*bound.args, **bound.kwargs)
            return form(result) if form else result
        except Exception:
            refuse_foreign(name, signature, args, kwargs)
            raise

    return dispatch  # type: ignore[return-value]
