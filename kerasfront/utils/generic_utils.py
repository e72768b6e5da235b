"""Small helpers of the classic module of this name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kerasfront.backend.types import is_mapping
from kerasfront.errors import UnknownNameError, near_misses
from kerasfront.registry import custom_object_scope as custom_object_scope
from kerasfront.registry import get_custom_objects as get_custom_objects
from kerasfront.utils.progress import Progbar as Progbar
from kerasfront.utils.python_code import dump as func_dump
from kerasfront.utils.python_code import load as func_load

__all__ = [
    "CustomObjectScope", "Progbar", "custom_object_scope", "func_dump", "func_load", "get_custom_objects",
    "get_from_module", "make_tuple",
]  # fmt: skip

CustomObjectScope = custom_object_scope


def get_from_module(
    identifier: Any,
    module_params: Mapping[str, Any],
    module_name: str,
    instantiate: bool = False,
    kwargs: Mapping[str, Any] | None = None,
) -> Any:
    """Look up a name in a namespace.

    Parameters
    ----------
    identifier : str, dict or object
        A name; a dict with 'name' and arguments to call what it names with; anything else is given back.
    module_params : mapping
        The namespace, such as ``globals()``. The caller's custom objects come first.
    module_name : str
        What the namespace holds, for messages.
    instantiate : bool
        Whether to call what is named, with `kwargs`.

    Raises
    ------
    UnknownNameError
        With the nearest names.
    """
    if is_mapping(identifier):
        arguments = {key: value for key, value in identifier.items() if key != "name"}
        return get_from_module(identifier["name"], module_params, module_name, True, arguments)
    if not isinstance(identifier, str):
        return identifier
    known = {**module_params, **get_custom_objects()}
    if identifier not in known:
        raise UnknownNameError(f"Unknown {module_name} {identifier!r}. {near_misses(identifier, known)}")
    return known[identifier](**(kwargs or {})) if instantiate else known[identifier]


def make_tuple(*args: Any) -> tuple[Any, ...]:
    """Return the arguments as a tuple."""
    return args
