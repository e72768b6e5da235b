"""Checks of the state of callbacks, which is read from files that may be damaged or of another training."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from kerasfront.backend.types import is_list, is_mapping

Check: TypeAlias = Callable[[Any], bool]
"""Whether a value read from JSON is valid."""

Kept: TypeAlias = tuple[str, ...] | Mapping[str, Check]
"""Names of the attributes to keep, with or without a check of each."""

MOST = 2**53
"""Counts above this number are not exact in all of JSON's readers."""


def is_number(value: Any) -> bool:
    """Whether `value` is a number, which may be infinite or NaN; an integer beyond all floats is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return isinstance(value, float) or abs(value) <= sys.float_info.max


def is_finite(value: Any) -> bool:
    """Whether `value` is a finite number."""
    return is_number(value) and math.isfinite(value)


def is_best(value: Any) -> bool:
    """Whether `value` can be the best number so far; infinite at first, but never NaN."""
    return is_number(value) and not math.isnan(value)


def is_count(value: Any) -> bool:
    """Whether `value` is an integer of at least 0."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST


def is_list_of(check: Check) -> Check:
    """Create the check of a list."""
    return lambda value: is_list(value) and all(map(check, value))


def is_value(value: Any) -> bool:
    """Whether `value` is a number, or an array of numbers as lists."""
    return all(map(is_value, value)) if is_list(value) else is_number(value)


def is_dict_of(check: Check) -> Check:
    """Create the check of a dict of names."""
    return lambda value: is_mapping(value) and all(map(check, value.values()))


def anything(value: Any) -> bool:
    """Accept any value: a callback of a user checks its own state."""
    return True
