"""Assignment of values to outputs: one value for all, a list in order, or a dict by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kerasfront.backend.types import is_list, is_mapping
from kerasfront.errors import ArgumentError, near_misses

REQUIRED = object()
"""Passed as `default` if every output needs a value."""


def per_output(
    argument: str,
    value: Any,
    names: Sequence[str],
    default: Any = REQUIRED,
    shared: bool = True,
    none: bool = False,
) -> list[Any]:
    """Return the value of each output.

    Parameters
    ----------
    argument : str
        What users call it, for messages: 'loss', 'sample_weight', ...
    value : object
        None, a list or tuple with an entry for each output, a dict by output name, or anything else: one value.
        A dict without any string among its keys (a class_weight) is one value.
    names : sequence of str
        The outputs of the model, in order.
    default : object
        For outputs without a value.
    shared : bool
        Whether one value may stand for several outputs.
    none : bool
        Whether a None that stands for an output in a list or dict is its value, not a sign that it has none.

    Raises
    ------
    ArgumentError
        For a list of wrong length, an unknown name, an output left out that needs a value, or one value where each
        output needs its own.
    """
    if value is None:
        value = {}
    if is_mapping(value) and (not value or any(isinstance(key, str) for key in value)):
        return _by_name(argument, value, names, default, shared, none)
    if is_list(value):
        if len(value) != len(names):
            raise _misfit(argument, names, shared, f"got {len(value)} entries for {len(names)}.")
        default = None if none else default
        return [_or_default(argument, entry, name, names, default, shared) for entry, name in zip(value, names)]
    if len(names) > 1 and not shared:
        raise _misfit(argument, names, shared, f"got one {type(value).__name__} for {len(names)}.")
    return [value for _ in names]


def _by_name(
    argument: str, value: Mapping[str, Any], names: Sequence[str], default: Any, shared: bool, none: bool
) -> list[Any]:
    for key in value:
        if key not in names:
            raise _misfit(argument, names, shared, f"got the key {key!r}. {near_misses(str(key), names)}")
    return [
        _or_default(argument, value.get(name), name, names, None if none and name in value else default, shared)
        for name in names
    ]


def _or_default(argument: str, entry: Any, name: str, names: Sequence[str], default: Any, shared: bool) -> Any:
    if entry is not None:
        return entry
    if default is REQUIRED:
        raise _misfit(argument, names, shared, f"got nothing for {name!r}.")
    return default


def _misfit(argument: str, names: Sequence[str], shared: bool, problem: str) -> ArgumentError:
    one = "one value for all, " if shared else ""
    return ArgumentError(
        f"{argument}: {problem} The outputs of the model are {', '.join(map(repr, names))}: "
        f"give {one}a list with an entry for each in this order, or a dict by these names."
    )
