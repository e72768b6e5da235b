"""What callbacks may be given to remember, by a file that may be damaged or somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Check = Callable[[Any], bool]
"""Whether a value that was read from JSON will do."""

MOST = 2**53
"""Counts above this number are not exact in all of JSON's readers."""


def is_number(value: Any) -> bool:
    """Whether it is a number, which may be infinite or NaN."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_count(value: Any) -> bool:
    """Whether it is a whole number from 0 on."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST


def is_list_of(check: Check) -> Check:
    """Make the check of a list."""
    return lambda value: isinstance(value, list) and all(map(check, value))


def is_value(value: Any) -> bool:
    """Whether it is a number, or an array of numbers as lists."""
    return all(map(is_value, value)) if isinstance(value, list) else is_number(value)


def is_dict_of(check: Check) -> Check:
    """Make the check of a dict by names."""
    return lambda value: isinstance(value, dict) and all(map(check, value.values()))


def anything(value: Any) -> bool:
    """Accept what a callback of a user's own remembers; it knows what that may be."""
    return True
