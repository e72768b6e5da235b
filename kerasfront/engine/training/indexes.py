"""Checks of indexes in inputs and targets: words of an `Embedding`, classes of a loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kerasfront import objectives
from kerasfront.backend.types import is_array
from kerasfront.engine.topology.indexes import Limit
from kerasfront.engine.training.compile_args import Output
from kerasfront.engine.training.scanning import at, parts, told
from kerasfront.errors import ArgumentError

Masks = Callable[[np.ndarray], np.ndarray | None]
"""Function from the numbers of samples to the mask of an output for these, or None without a mask."""


def check_indexes(arrays: Sequence[Any], names: Sequence[str], limits: Sequence[Limit | None]) -> None:
    """Reject inputs with indexes outside of the limits of the layers that look them up.

    Raises
    ------
    ArgumentError
        Naming input, layer, value, range and sample.
    """
    for array, name, limit in zip(arrays, names, limits):
        if limit is None:
            continue
        faults = find_faults(array, limit.size)
        if len(faults):
            given = at(array, faults[0])
            raise ArgumentError(
                f"input {name!r} goes into the layer {limit.layer}, which takes whole numbers from 0 to "
                f"{limit.size - 1}: {told(given, faults)}.{_larger(given, limit.size)}"
            )


def checked_labels(target: Any, weights: np.ndarray, output: Output, masks: Masks) -> Any:
    """Check the classes in a target, and return it with 0 where nothing counts.

    Parameters
    ----------
    target : array
    weights : array
        Of samples, or samples and time steps; where it is 0, the target may hold anything.
    output : Output
    masks : callable
        Asked only if the target holds anything else than classes.

    Raises
    ------
    ArgumentError
        Naming target, value, range and sample.
    """
    classes = output.shape[-1]
    if output.loss is not objectives.sparse_categorical_crossentropy or classes is None:
        return _without_nan(target, weights)
    faults = find_faults(target, classes, whole=True)
    if not len(faults):
        return target
    counted = faults[_counted(faults, weights, masks)]
    if len(counted):
        given = at(target, counted[0])
        raise ArgumentError(
            f"target {output.name!r} must hold numbers of classes from 0 to {classes - 1}, as the output has {classes} "
            f"units: {told(given, counted)}. Targets that do not count need the weight 0 in sample_weight, or a mask."
            f"{_way_out(given, target, classes)}"
        )
    cleaned = np.array(target)
    cleaned[tuple(faults.T)] = 0
    return cleaned


def _way_out(given: Any, target: Any, classes: int) -> str:
    if _counts_from_one(target, classes):
        return " Classes are counted from 0: subtract 1."
    if np.isfinite(given) and given % 1:
        return " Fractions are for losses that compare numbers, such as 'mse'."
    return ""


def _counts_from_one(target: Any, classes: int) -> bool:
    """Whether the classes seem to be counted from 1."""
    numbers = np.asarray(target)
    return bool(numbers.min() == 1 and numbers.max() == classes)


def find_faults(array: Any, count: int, whole: bool = False) -> np.ndarray:
    """Find the elements that are not integers from 0 to `count` - 1; positions of shape (faults, axes).

    whole: whether to reject fractions; otherwise they are rounded down.
    """
    found = [np.empty((0, len(array.shape)), int)]
    for start, part in parts(array):
        fractions = _fractions(part) if whole else None
        in_range = not part.size or (part.min() > -1 and part.max() < count)  # which is false for NaN
        if not in_range or fractions is not None:
            fits = (part > -1) & (part < count)
            places = np.argwhere(~fits if fractions is None else ~fits | fractions)
            places[:, 0] += start
            found.append(places)
    return np.concatenate(found)


def _fractions(part: np.ndarray) -> np.ndarray | None:
    """Find the elements that are not integers; None if all are."""
    if part.dtype.kind != "f":
        return None
    fractions = np.trunc(part) != part
    return fractions if fractions.any() else None


def _counted(faults: np.ndarray, weights: np.ndarray, masks: Masks) -> np.ndarray:
    """Select the faults that have a weight and are not masked."""
    counted = weights[tuple(faults[:, : weights.ndim].T)] != 0
    samples, places = np.unique(faults[:, 0], return_inverse=True)
    mask = masks(samples) if counted.any() else None
    if mask is not None:
        steps = faults[:, 1 : mask.ndim].T
        counted &= mask[(places, *steps)] != 0
    return counted


def _without_nan(target: Any, weights: np.ndarray) -> Any:
    """Replace NaN and infinity by 0 where the weight is 0, for losses without classes."""
    if not is_array(target) or target.dtype.kind != "f" or weights.all():
        return target
    unused = weights == 0
    values = target[unused]
    if np.isfinite(values).all():
        return target
    cleaned = target.copy()
    cleaned[unused] = np.where(np.isfinite(values), values, 0)
    return cleaned


def _larger(given: Any, count: int) -> str:
    return (
        f" Its input_dim must be at least {int(given) + 1} for that." if np.isfinite(given) and given >= count else ""
    )
