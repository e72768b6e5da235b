"""Checks of arguments that several rooms share: each gives the value to keep, or an error that names the argument.

`argument` is the name in the message; a layer puts its own before it: ``"Layer 'dense_1' (Dense): output_dim"``.
"""

from __future__ import annotations

import math
from functools import partial
from numbers import Real
from typing import Any

import numpy as np

from kerasfront.errors import ArgumentError, ArgumentTypeError


def check_count(argument: str, value: Any, least: int = 1) -> int:
    """A whole number of at least `least`.

    Raises
    ------
    ArgumentTypeError
        If it is not an integer.
    ArgumentError
        If it is below `least`.
    """
    if isinstance(value, (float, np.floating)) and float(value).is_integer():  # what ``/`` gave in old scripts
        value = int(value)
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise ArgumentTypeError(f"{argument} must be an integer, got {value!r} of type {type(value).__name__}.")
    if value < least:
        raise ArgumentError(f"{argument} must be at least {least}, got {value}.")
    return int(value)


def check_counts(argument: str, values: Any, count: int | None = None, least: int = 1) -> tuple[int, ...]:
    """A tuple of `count` whole numbers (None: of any number) of at least `least`; see `check_count`.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If they are something else.
    """
    if not isinstance(values, (tuple, list)) or count not in (None, len(values)):
        number = "" if count is None else f"{count} "
        raise ArgumentError(f"{argument} must be a tuple of {number}integers, got {values!r}.")
    return tuple(check_count(f"{argument}[{i}]", value, least) for i, value in enumerate(values))


def check_number(argument: str, value: Any, least: float = -math.inf, below: float = math.inf) -> Any:
    """A number of at least `least`, and smaller than `below`.

    Raises
    ------
    ArgumentTypeError
        If it is not a number.
    ArgumentError
        If it is too small or too large.
    """
    if not isinstance(value, Real):
        raise ArgumentTypeError(f"{argument} must be a number, got {value!r} of type {type(value).__name__}.")
    if not least <= float(value) < below:
        limits = [f"at least {least:g}"] * (least > -math.inf) + [f"below {below:g}"] * (below < math.inf)
        raise ArgumentError(f"{argument} must be {' and '.join(limits)}, got {value!r}.")
    return value


check_amount = partial(check_number, least=0)
check_share = partial(check_number, least=0, below=1)
