"""Checks of reductions: a tensor of a suitable type, and axes in normal form."""

from __future__ import annotations

from typing import Any

import kerasfront.backend.checks.axes as axis_checks
import kerasfront.backend.checks.dtypes as dtype_checks
from kerasfront.backend.elementwise import not_equal
from kerasfront.backend.variables import dtype


def numbers(arguments: dict[str, Any]) -> None:
    """Numbers over several axes."""
    dtype_checks.number(arguments)
    axis_checks.reduced(arguments)


def floats(arguments: dict[str, Any]) -> None:
    """Floats over several axes."""
    dtype_checks.floating(arguments)
    axis_checks.reduced(arguments)


def truths(arguments: dict[str, Any]) -> None:
    """Bools over several axes; everything but zero is true."""
    if dtype(arguments["x"]) != "bool":
        arguments["x"] = not_equal(arguments["x"], 0)
    axis_checks.reduced(arguments)


def positions(arguments: dict[str, Any]) -> None:
    """Numbers along one axis."""
    dtype_checks.number(arguments)
    axis_checks.single(arguments)
