"""Functions in configurations: by name, or as code that is run only if the caller allows it."""

from __future__ import annotations

import contextvars
import inspect
import marshal
import types
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.errors import ArgumentError, translated
from kerasfront.registry import Registry, is_collecting, mention

FUNCTIONS = Registry("function")

_allowed: contextvars.ContextVar[bool] = contextvars.ContextVar("kerasfront_allow_code", default=False)


class CodeNotAllowedError(ArgumentError):
    """A configuration holds code that the caller did not allow to run."""


@contextmanager
def allow_code(allowed: bool = True) -> Generator[None]:
    """Allow code in configurations to run within the block."""
    token = _allowed.set(allowed)
    try:
        yield
    finally:
        _allowed.reset(token)


def has_argument(function: Callable[..., Any], name: str) -> bool:
    """Whether a function has an argument of this name."""
    return name in inspect.signature(function).parameters


def describe(function: Callable[..., Any]) -> tuple[Any, str]:
    """Describe a function for a configuration: (its name, 'function'), or for a lambda (its code, 'lambda').

    Where `mentioned` collects functions, a lambda has a name as well.
    """
    if isinstance(function, types.LambdaType) and function.__name__ == "<lambda>" and not is_collecting():
        return dump(function), "lambda"
    return mention(function), "function"


def resolve(text: Any, kind: str, owner: str, custom_objects: Mapping[str, Any] | None = None) -> Callable[..., Any]:
    """Restore a function described by `describe`.

    Parameters
    ----------
    owner : str
        Who holds the function, for messages.

    Raises
    ------
    CodeNotAllowedError
        If it is code and no `allow_code` block is open.
    UnknownNameError
        If it is the name of a function that was not passed.
    ArgumentError
        If it is neither, or not well formed.
    """
    if kind == "function" and isinstance(text, str):
        function = FUNCTIONS.find(text, custom_objects)
        if isinstance(function, type) or not callable(function):
            raise ArgumentError(f"{owner}: {text!r} must be the name of a function, it stands for {function!r}.")
        return function
    if kind != "lambda":
        raise ArgumentError(
            f"{owner}: a function is a 'function' (by name) or a 'lambda' (as code), got {text!r:.100} as {kind!r}."
        )
    if not _allowed.get():
        raise CodeNotAllowedError(
            f"{owner} holds Python code, which could do anything on this machine. If you trust where it comes from, "
            "load it with allow_code=True; or rebuild the model in a script and load only its weights."
        )
    with translated(f"{owner} holds code that cannot be read"):
        code, defaults, closure = (text, None, None) if isinstance(text, str) else text  # the former until Keras 1.0.8
        return load(code, defaults, closure)


def dump(func: Callable[..., Any]) -> tuple[str, Sequence[Any] | None, tuple[Any, ...] | None]:
    """Code, defaults and closure of a Python function, in the layout of Keras 1.x."""
    code = marshal.dumps(func.__code__).decode("latin-1")  # one character for each byte
    cells = tuple(cell.cell_contents for cell in func.__closure__) if func.__closure__ else None
    return code, func.__defaults__, cells


def load(
    code: str,
    defaults: Sequence[Any] | None = None,
    closure: Sequence[Any] | None = None,
    globs: dict[str, Any] | None = None,
) -> Callable[..., Any]:
    """Restore a function from the result of `dump`. Use it only on code that you trust.

    globs: the global names that it sees; default ``K`` and ``np``.
    """
    compiled = marshal.loads(code.encode("latin-1"))
    cells = None if closure is None else tuple(types.CellType(value) for value in closure)
    arguments = None if defaults is None else tuple(defaults)
    return types.FunctionType(compiled, {"K": K, "np": np} if globs is None else globs, None, arguments, cells)
