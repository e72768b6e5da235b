"""The record of what K is: every operation with its signature, and how an adapter is held against it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kerasfront.errors import BackendError


@dataclass(frozen=True)
class Operation:
    """One function of K.

    Attributes
    ----------
    name, family : str
        The function's name and the file that specifies it.
    signature : inspect.Signature
        What an adapter must match: names, kinds and defaults of the parameters.
    default : callable or None
        The body in terms of other operations, if it has one.
    optional : bool
        Whether a backend may lack it.
    dispatch : callable
        The function of K itself, which calls the active backend.
    """

    name: str
    family: str
    signature: inspect.Signature
    default: Callable[..., Any] | None
    optional: bool
    dispatch: Callable[..., Any]


OPERATIONS: dict[str, Operation] = {}


def fit(backend: str, namespace: Mapping[str, Any]) -> dict[str, Callable[..., Any]]:
    """The operations that an adapter offers, checked against the specification.

    Parameters
    ----------
    backend : str
        Name for messages.
    namespace : mapping
        The adapter's functions by name.

    Raises
    ------
    BackendError
        For every missing operation and every differing signature, in one message that prints both sides.
    """
    found: dict[str, Callable[..., Any]] = {}
    faults: list[str] = []
    for operation in OPERATIONS.values():
        function = namespace.get(operation.name)
        if function is not None:
            found[operation.name] = function
            faults += _misfit(operation, function)
        elif operation.default is not None:
            found[operation.name] = operation.default
        elif not operation.optional:
            faults.append(f"{operation.name}{_text(operation.signature)} is missing")
    if faults:
        listed = "\n  ".join(faults)
        raise BackendError(f"The adapter of backend {backend!r} does not fit the specification of K:\n  {listed}")
    return found


def _misfit(operation: Operation, function: Callable[..., Any]) -> list[str]:
    given = inspect.signature(function)
    if _shape(given) == _shape(operation.signature):
        return []
    return [f"{operation.name}: the specification has {_text(operation.signature)}, the adapter {_text(given)}"]


def _shape(signature: inspect.Signature) -> list[tuple[str, Any, Any]]:
    return [(p.name, p.kind, p.default) for p in signature.parameters.values()]


def _text(signature: inspect.Signature) -> str:
    bare = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
    return str(inspect.Signature(bare))
