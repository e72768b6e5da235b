"""Checks of random operations: a float dtype, a share to drop, and a mask that fits."""

from __future__ import annotations

from typing import Any

import kerasfront.backend.checks.arguments as checks
import kerasfront.backend.checks.dtypes as dtype_checks
from kerasfront.backend.variables import int_shape, is_tensor
from kerasfront.errors import ArgumentError


def floats(arguments: dict[str, Any]) -> None:
    """A float dtype, and a seed."""
    checks.dtype_and_seed(arguments)
    if not arguments["dtype"].startswith("float"):
        raise ArgumentError(f"dtype must be one of floats for random numbers, got {arguments['dtype']!r}. K.cast them.")


def dropout(arguments: dict[str, Any]) -> None:
    """Floats, a share in [0, 1), and a mask that broadcasts to the shape of `x`."""
    checks.seed(arguments)
    dtype_checks.floating(arguments)
    level, noise_shape = checks.number("level", arguments["level"]), arguments["noise_shape"]
    if not 0.0 <= level < 1.0:
        raise ArgumentError(f"dropout: level must be in [0, 1), got {level!r}.")
    if noise_shape is not None and not is_tensor(noise_shape):
        arguments["noise_shape"] = _fitting(checks.elements("noise_shape", noise_shape), int_shape(arguments["x"]))


def _fitting(noise_shape: tuple[Any, ...], shape: tuple[int | None, ...]) -> tuple[Any, ...]:
    sizes = [None if is_tensor(size) else size for size in noise_shape]
    pairs = list(zip(sizes[::-1], shape[::-1]))
    ranks_fit = len(sizes) == len(shape) or (len(sizes) < len(shape) and None not in noise_shape)
    if not ranks_fit or any(None not in (size, whole) and size not in (1, whole) for size, whole in pairs):
        raise ArgumentError(
            f"dropout: noise_shape {tuple(sizes)} does not fit x of shape {shape}. Give 1, None or the size of x "
            "for each axis."
        )
    return noise_shape
