"""What layers take as numbers. Each check gives the value that the layer keeps, or an error that names the layer."""

from __future__ import annotations

import math
import operator
from functools import partial
from numbers import Real
from typing import Any

from kerasfront.errors import ArgumentError


def whole_number(owner: Any, argument: str, value: Any, least: int = 1) -> int:
    """`value` as an integer of at least `least`.

    Raises
    ------
    ArgumentError
        If it is something else; the message names the layer `owner` and its `argument`.
    """
    try:
        number = operator.index(value)
    except TypeError:
        number = least - 1
    if number < least:
        raise ArgumentError(f"{owner}: {argument} must be an integer, {least} or more, got {value!r}.")
    return number


def whole_numbers(owner: Any, argument: str, values: Any, count: int | None = None, least: int = 1) -> tuple[int, ...]:
    """`values` as a tuple of `count` integers (None: of any number) of at least `least`; see `whole_number`.

    Raises
    ------
    ArgumentError
        If they are something else.
    """
    if not isinstance(values, (tuple, list)) or count not in (None, len(values)):
        number = "" if count is None else f"{count} "
        raise ArgumentError(f"{owner}: {argument} must be a tuple of {number}integers, got {values!r}.")
    return tuple(whole_number(owner, f"{argument}[{i}]", value, least) for i, value in enumerate(values))


def number(owner: Any, argument: str, value: Any, least: float = -math.inf, below: float = math.inf) -> Any:
    """`value`, if it is a number of at least `least`, and smaller than `below`.

    Raises
    ------
    ArgumentError
        If it is something else.
    """
    if not isinstance(value, Real) or not least <= float(value) < below:
        limits = f", {least:g} or more" if least > -math.inf else ""
        limits += f" and below {below:g}" if below < math.inf else ""
        raise ArgumentError(f"{owner}: {argument} must be a number{limits}, got {value!r}.")
    return value


amount = partial(number, least=0)
share = partial(number, least=0, below=1)
