"""Tensors of one backend that are handed to another."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from kerasfront.backend.selection import Backend, current, loaded
from kerasfront.backend.types import is_list
from kerasfront.errors import ArgumentTypeError

OPERATORS = tuple(
    f"__{name}__"
    for name in (
        "add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "floordiv", "rfloordiv", "mod", "rmod",
        "pow", "rpow", "matmul", "rmatmul", "neg", "abs", "lt", "le", "gt", "ge", "and", "rand", "or", "ror", "xor",
        "rxor", "invert", "getitem",
    )
)  # fmt: skip
"""Operators of tensors."""


def owner(x: Any) -> Backend | None:
    """The backend, among those that are loaded, whose tensor `x` is; None if it is not a tensor."""
    return next((backend for backend in loaded() if backend.operation("is_tensor")(x)), None)


def refuse_foreign(
    operation: str, signature: inspect.Signature, args: Sequence[Any], kwargs: Mapping[str, Any]
) -> None:
    """Say so if an operation failed because it was given a tensor of another backend than the active one.

    Called after the failure, so that operations that succeed do not pay for it.

    Raises
    ------
    ArgumentTypeError
        Naming the argument, both backends and the way out.
    """
    try:
        named = signature.bind(*args, **kwargs).arguments
    except TypeError:
        return  # wrong arguments are an error of their own
    for name, value in named.items():
        for x in _leaves(value):
            found = owner(x)
            if found not in (None, current()):
                raise ArgumentTypeError(f"K.{operation}: {name} {wrong_backend(found)}") from None


def refusing_foreign(operator: Callable[..., Any]) -> Callable[..., Any]:
    """An operator of an adapter's tensors that says so if it failed because the operands are of different backends."""

    @functools.wraps(operator)
    def checked(*operands: Any) -> Any:
        if getattr(operands[-1], "__array_ufunc__", operands) is None:  # it wants the operator, as NumPy has it
            return NotImplemented
        try:
            return operator(*operands)
        except Exception:
            names = sorted({found.name for found in map(owner, _leaves(operands)) if found})
            if len(names) > 1:
                raise ArgumentTypeError(
                    f"{operator.__name__}: the operands are tensors of different backends, {names[0]!r} and "
                    f"{names[1]!r}. Hand over the value of one of them: "
                    f"kerasfront.backend.load({names[1]!r}).eval(tensor)."
                ) from None
            raise

    return checked


def wrong_backend(found: Backend) -> str:
    """The end of a message about a tensor of `found`."""
    return (
        f"has a tensor of backend {found.name!r}, the backend in use is {current().name!r}. Work on it within "
        f"`with kerasfront.backend.use({found.name!r}):`, or hand over its value: "
        f"kerasfront.backend.load({found.name!r}).eval(tensor)."
    )


def _leaves(value: Any) -> Iterator[Any]:
    parts: Any = [*value.values()] if isinstance(value, Mapping) else value
    if is_list(parts):
        for part in parts:
            yield from _leaves(part)
    else:
        yield value
