"""Variables whose values are taken or set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kerasfront.backend.checks.lists import first, listed
from kerasfront.backend.types import is_list
from kerasfront.backend.variables import eval, is_tensor, is_variable
from kerasfront.errors import ArgumentTypeError


def taken(arguments: dict[str, Any]) -> Callable[[list[Any]], Any] | None:
    """Leave only the variables; other tensors are computed when their values are there. One tensor gives one value."""
    asked = arguments["xs"]
    tensors = [asked] if is_tensor(asked) else listed("batch_get_value: xs", asked, "x")
    arguments["xs"] = [x for x in tensors if is_variable(x)]

    def complete(values: list[Any]) -> Any:
        rest = iter(values)
        found = [next(rest) if is_variable(x) else eval(x) for x in tensors]
        return first(found) if is_tensor(asked) else found

    return complete


def given(arguments: dict[str, Any]) -> None:
    """Pairs of a variable and its new value."""
    tuples = listed("batch_set_value: tuples", arguments["tuples"], "(x, value)")
    for pair in tuples:
        if not (is_list(pair) and len(pair) == 2 and is_variable(pair[0])):
            raise ArgumentTypeError(
                f"batch_set_value: tuples must hold pairs (variable, value), got {pair!r:.300}. Write [(x, value)]; "
                "only variables keep a value."
            )
    arguments["tuples"] = tuples
