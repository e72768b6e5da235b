"""Operands of one type, with shapes that broadcast to one."""

from __future__ import annotations

from numbers import Real
from typing import Any

import kerasfront.backend.checks.dtypes as dtype_checks
import kerasfront.backend.checks.shapes as shape_checks
from kerasfront.backend.op import Check
from kerasfront.errors import ArgumentTypeError


def operands(*names: str) -> Check:
    """Check for tensors, numbers or arrays to calculate with."""
    return _fitting(dtype_checks.numbers(*names), names)


def either(*names: str) -> Check:
    """Check for operands one of which is the result."""
    numbers = operands(*names)

    def check(arguments: dict[str, Any]) -> None:
        if not dtype_checks.are_integers([arguments[name] for name in names]):
            numbers(arguments)

    return check


def floats(*names: str) -> Check:
    """Check for tensors, numbers or arrays that count as floats."""
    return _fitting(dtype_checks.floats(*names), names)


def _fitting(of_one_type: Check, names: tuple[str, ...]) -> Check:
    def check(arguments: dict[str, Any]) -> None:
        of_one_type(arguments)
        shape_checks.broadcast(arguments, *names)

    return check


def bounds(arguments: dict[str, Any]) -> None:
    """Numbers, or None for no bound; the upper one is never below the lower one."""
    dtype_checks.number(arguments)
    low, high = arguments["min_value"], arguments["max_value"]
    for name in ("min_value", "max_value"):
        if arguments[name] is not None and not isinstance(arguments[name], Real):
            raise ArgumentTypeError(f"clip: {name} must be a number or None, got {arguments[name]!r}.")
    if low is not None and high is not None:
        arguments["max_value"] = low if high < low else high
