"""Merge several updates of one variable in a function: each sees the result of the one before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kerasfront.backend.substitution import substitute
from kerasfront.backend.variables import is_tensor
from kerasfront.errors import ArgumentError


class WholeStep(tuple[Any, Any]):
    """An update that changes more than its variable, so that it must be the only one of that variable."""


def one_for_each(updates: Iterable[Any]) -> list[Any]:
    """Merge updates into one for each variable, in the order of the first ones.

    Raises
    ------
    ArgumentError
        If an update that is a `WholeStep` is not the only one of its variable.
    """
    found: dict[int, Any] = {}
    for update in updates:
        variable, new = update
        before = found.get(id(variable))
        if before is not None:
            if isinstance(before, WholeStep) or isinstance(update, WholeStep):
                raise ArgumentError(
                    f"function: updates has K.adam_step for {variable} and another update of it; it must be the only "
                    "one. Write the step as three updates, of p, m and v."
                )
            update = variable, substitute(new, variable, before[1]) if is_tensor(new) else new
        found[id(variable)] = update
    return list(found.values())
