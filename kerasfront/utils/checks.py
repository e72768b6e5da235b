"""Checks of arguments that several rooms share."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront.errors import ArgumentError, ArgumentTypeError


def check_count(argument: str, value: Any, least: int = 1) -> int:
    """A whole number of batches, samples or epochs.

    Raises
    ------
    ArgumentTypeError
        If it is not an integer.
    ArgumentError
        If it is below `least`.
    """
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise ArgumentTypeError(f"{argument} must be an integer, got {value!r} of type {type(value).__name__}.")
    if value < least:
        raise ArgumentError(f"{argument} must be at least {least}, got {value}.")
    return int(value)
