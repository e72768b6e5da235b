"""Why a function failed in which a tensor was empty: the library's own message does not tell where."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress

import numpy as np

from kerasfront.backend.types import Tensor
from kerasfront.backend.weak_keys import WeakKeys
from kerasfront.errors import ArgumentError, KerasfrontError

Told = Callable[[tuple[int, ...]], str | None]
"""From the sizes of a tensor to what is wrong with them, or None."""

_watched: WeakKeys[Tensor, Told] = WeakKeys()


def watch(x: Tensor, told: Told) -> None:
    """Ask `told` whether the sizes of `x` are the cause, should a function fail that computes it."""
    _watched.setdefault(x, told)


def explain(
    error: Exception, is_within: Callable[[Tensor], bool], shapes_of: Callable[[Tensor], Iterable[np.ndarray]]
) -> None:
    """Say so if a function failed because a tensor was empty.

    Parameters
    ----------
    error : Exception
    is_within : callable
        Whether the function computes a tensor, which may be one of another library.
    shapes_of : callable
        The sizes that a tensor had in each batch; it may fail.

    Raises
    ------
    ArgumentError
        Naming the layer or operation, and the sizes.
    """
    if isinstance(error, KerasfrontError):
        return
    for x, told in _watched.items():  # those before come first
        if is_within(x) and (text := _fault(x, told, shapes_of)):
            raise ArgumentError(text) from error


def _fault(x: Tensor, told: Told, shapes_of: Callable[[Tensor], Iterable[np.ndarray]]) -> str | None:
    with suppress(Exception):  # what the tensor needs may be what failed
        return next(filter(None, (told(tuple(shape.tolist())) for shape in shapes_of(x))), None)
    return None


def nothing_along(who: str, sizes: tuple[int, ...]) -> str | None:
    """The words for an axis of size 0, other than that of the samples."""
    if 0 not in sizes[1:]:
        return None
    axis = sizes.index(0, 1)
    return (
        f"{who} got an input of shape {sizes}: there is nothing along axis {axis}, such as no time steps. Leave such "
        "samples out, or pad them by zeros."
    )
