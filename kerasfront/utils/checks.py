"""Checks of arguments: each returns the value to keep, or raises an error that names the argument.

`argument` is the name in the message; a layer puts its own before it: ``"Layer 'dense_1' (Dense): output_dim"``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from numbers import Real
from typing import Any, TypeVar

from kerasfront.backend.checks.arguments import check_count as check_count
from kerasfront.backend.types import Shape, is_list
from kerasfront.errors import ArgumentError, ArgumentTypeError

T = TypeVar("T")


def check_counts(argument: str, values: Any, length: int | None = None, least: int = 1) -> tuple[int, ...]:
    """Check a tuple of `length` integers (None: any length) of at least `least`; see `check_count`.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If they are something else.
    """
    if not is_list(values) or length not in (None, len(values)):
        number = "" if length is None else f"{length} "
        raise ArgumentError(f"{argument} must be a tuple of {number}integers, got {values!r}.")
    return tuple(check_count(f"{argument}[{i}]", value, least) for i, value in enumerate(values))


def check_kind(argument: str, value: Any, kind: type[T], expected: str) -> T:
    """Check the type of an argument.

    Parameters
    ----------
    argument : str
    value : object
    kind : type
    expected : str
        What the argument must be, in words.

    Raises
    ------
    ArgumentTypeError
        If `value` is not of type `kind`.
    """
    if not isinstance(value, kind):
        raise ArgumentTypeError(f"{argument} must be {expected}, got {value!r}.")
    return value


def check_number(argument: str, value: Any, least: float = -math.inf, below: float = math.inf) -> Any:
    """Check a number: finite, at least `least`, and less than `below`.

    Raises
    ------
    ArgumentTypeError
        If it is not a number.
    ArgumentError
        If it is too small or too large.
    """
    if not isinstance(value, Real):
        raise ArgumentTypeError(f"{argument} must be a number, got {value!r} of type {type(value).__name__}.")
    if not (math.isfinite(_as_float(value)) and least <= float(value) < below):
        limits = [f"at least {least:g}"] * (least > -math.inf) + [f"below {below:g}"] * (below < math.inf) or ["finite"]
        raise ArgumentError(f"{argument} must be {' and '.join(limits)}, got {value!r}.")
    return value


def _as_float(value: Real) -> float:
    try:
        return float(value)
    except OverflowError:  # an integer beyond all floats
        return math.inf


def check_shapes(
    what: str, needed: Sequence[Shape], given: Sequence[Shape], hint: str, error: type[ArgumentError] = ArgumentError
) -> None:
    """Check the number and the shapes of arrays.

    Parameters
    ----------
    what : str
        What the arrays are, for the message.
    needed, given : sequence of shapes
    hint : str
        What to do about it.
    error : type
        The error to raise.
    """
    if list(given) != list(needed):
        raise error(f"{what} must have the shapes {needed!r:.600}, got {given!r:.600}. {hint}")


check_amount = partial(check_number, least=0)
check_share = partial(check_number, least=0, below=1)
