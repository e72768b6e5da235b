"""Functions of the standard library as they were."""

from __future__ import annotations

import importlib
import inspect
import itertools
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from types import ModuleType
from typing import Any, NamedTuple


class ArgSpec(NamedTuple):
    """Arguments of a function, as `inspect.getargspec` returned them."""

    args: list[str]
    varargs: str | None
    keywords: str | None
    defaults: tuple[Any, ...] | None


def getargspec(function: Callable[..., Any]) -> ArgSpec:
    """Act as `inspect.getfullargspec`, without what Python 2 did not have."""
    return ArgSpec(*inspect.getfullargspec(function)[:4])


def split(pattern: str | re.Pattern[str], string: str, maxsplit: int = 0, flags: int = 0) -> list[str | Any]:
    """Act as `re.split` before Python 3.7, which did not split at empty matches."""
    matches = (match for match in re.finditer(pattern, string, flags) if match.end() > match.start())
    parts: list[str | Any] = []
    end = 0
    for match in itertools.islice(matches, maxsplit or None):
        parts += [string[end : match.start()], *match.groups()]
        end = match.end()
    return [*parts, string[end:]]


def cmp(x: Any, y: Any) -> int:
    """Return -1, 0 or 1, as `x` is less than, equal to or greater than `y`."""
    return (x > y) - (x < y)


def round_half_away(number: Any, ndigits: int = 0) -> Any:
    """Round as in Python 2: to a float, halves away from 0."""
    if not isinstance(number, (int, float)):
        return round(number, ndigits)
    if not abs(number) < 2**52:  # no fractional digits
        return float(number)
    return float(Decimal(number).quantize(Decimal(1).scaleb(-ndigits), ROUND_HALF_UP))


def reload(module: ModuleType) -> ModuleType:
    """Call `importlib.reload`, as it is at the time of the call."""
    return importlib.reload(module)


def nothing(*args: Any, **kwargs: Any) -> None:
    """Do nothing: what this once switched on is always on today."""
