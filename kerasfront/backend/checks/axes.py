"""Axes of a tensor, brought to their normal form: counted from 0, within the rank, no axis twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import kerasfront.backend.checks.arguments as checks
from kerasfront.backend.types import Axis
from kerasfront.backend.variables import int_shape, ndim
from kerasfront.errors import ArgumentError


def position(axis: int, rank: int, name: str = "axis") -> int:
    """An axis counted from 0.

    Raises
    ------
    ArgumentTypeError
        If it is not an integer.
    ArgumentError
        If a tensor with `rank` axes has no such axis.
    """
    axis = checks.integer(name, axis)
    if not -rank <= axis < rank:
        axes = f"a tensor of rank {rank} has the axes {-rank} to {rank - 1}"
        raise ArgumentError(f"{name}={axis} is out of range: {axes}.")
    return axis % rank


def positions(axes: Sequence[int], rank: int, name: str = "axis") -> tuple[int, ...]:
    """Several different axes, each as `position` gives it."""
    found = tuple(position(axis, rank, name) for axis in checks.elements(name, axes))
    if len(set(found)) < len(found):
        raise ArgumentError(f"{name}={tuple(axes)} names an axis twice (the rank is {rank}).")
    return found


def normal(axis: Axis, rank: int, name: str = "axis") -> Axis:
    """None as it is, one axis as an integer, several as a tuple."""
    if axis is None:
        return None
    return positions(axis, rank, name) if isinstance(axis, Sequence) else position(axis, rank, name)


def reduced(arguments: dict[str, Any]) -> None:
    """The axes that a reduction takes away: a tuple."""
    rank = ndim(arguments["x"])
    axis = normal(arguments["axis"], rank)
    arguments["axis"] = tuple(range(rank)) if axis is None else (axis,) if isinstance(axis, int) else axis


def single(arguments: dict[str, Any]) -> None:
    """The one axis that an operation works along."""
    arguments["axis"] = position(arguments["axis"], ndim(arguments["x"]))


def new(arguments: dict[str, Any]) -> None:
    """The place `dim` of an axis to be inserted."""
    arguments["dim"] = position(arguments["dim"], ndim(arguments["x"]) + 1, "dim")


def squeezed(arguments: dict[str, Any]) -> None:
    """An axis whose size is 1, or not known yet."""
    single(arguments)
    axis: int = arguments["axis"]
    size = int_shape(arguments["x"])[axis]
    if size not in (1, None):
        raise ArgumentError(f"squeeze: axis {axis} has size {size}, only one of size 1 can be removed.")


def order(arguments: dict[str, Any]) -> None:
    """A permutation `pattern` of all axes."""
    rank = ndim(arguments["x"])
    pattern = positions(arguments["pattern"], rank, "pattern")
    if len(pattern) != rank:
        raise ArgumentError(f"permute_dimensions: pattern {pattern} must name each of the {rank} axes once.")
    arguments["pattern"] = pattern


def mirrored(arguments: dict[str, Any]) -> None:
    """One or several `axes`: a tuple."""
    axes: int | Sequence[int] = arguments["axes"]
    arguments["axes"] = positions(axes if isinstance(axes, Sequence) else (axes,), ndim(arguments["x"]), "axes")
