"""Checks of the arguments of `fit` and `fit_generator`."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from numbers import Real
from typing import Any

from kerasfront.backend.types import is_list
from kerasfront.callbacks import Callback
from kerasfront.callbacks.plain import PlainCallback
from kerasfront.engine.training.batches import check_count, cut
from kerasfront.errors import ArgumentError, ArgumentTypeError


def check_epochs(initial_epoch: Any, nb_epoch: Any) -> range:
    """Return the range of epochs to run."""
    return range(check_count("initial_epoch", initial_epoch, 0), check_count("nb_epoch", nb_epoch, 0))


def check_verbose(verbose: Any) -> int | str:
    """Check `verbose`: 0, 1, 2 or 'json'."""
    if verbose not in (0, 1, 2, "json"):
        raise ArgumentError(
            "verbose must be 0 (nothing), 1 (a bar), 2 (a line for each epoch) or 'json' (lines for programs), "
            f"got {verbose!r}."
        )
    return verbose


def check_flag(argument: str, value: Any) -> bool:
    """Check a flag: True or False, also as 1 or 0."""
    if value not in (True, False):
        raise ArgumentTypeError(f"{argument} must be True or False, got {value!r}.")
    return bool(value)


def check_callbacks(callbacks: Any) -> list[Callback]:
    """Check a list of callbacks, empty for None; objects with methods of a callback are wrapped."""
    if callbacks is None:
        return []
    if not is_list(callbacks):
        raise ArgumentTypeError(f"callbacks must be a list of callbacks, got {callbacks!r}.")
    return [_as_callback(thing) for thing in callbacks]


def _as_callback(thing: Any) -> Callback:
    if isinstance(thing, Callback):
        return thing
    if not PlainCallback.fits(thing):
        hint = " Make an instance of the class." if isinstance(thing, type) else ""
        raise ArgumentTypeError(f"callbacks must hold objects of class Callback, got {thing!r}.{hint}")
    return PlainCallback(thing)


def stride(callbacks: Any) -> int:
    """Number of batches after whose multiples some callback must be called; 0 if none must."""
    return math.gcd(*(callback.stride for callback in check_callbacks(callbacks)))


def check_share(validation_split: Any) -> float:
    """Check a share of the samples."""
    if not isinstance(validation_split, Real):
        raise ArgumentTypeError(f"validation_split must be a number, got {validation_split!r}.")
    share = float(validation_split)
    if not 0.0 <= share < 1.0:
        raise ArgumentError(f"validation_split must be a share of the samples in [0, 1), got {validation_split!r}.")
    return share


def split(arrays: Sequence[Any], share: float) -> tuple[list[Any], list[Any]]:
    """Split arrays into the first samples, and the last ones, which are `share` of all.

    Raises
    ------
    ArgumentError
        If that leaves no sample on one of the sides.
    """
    samples = arrays[0].shape[0]
    at = int(samples * (1.0 - share))
    if at in (0, samples):
        raise ArgumentError(f"validation_split={share} of {samples} samples leaves {at} to train on.")
    return cut(arrays, slice(0, at)), cut(arrays, slice(at, samples))


def pair_or_triple(validation_data: Any) -> tuple[Any, ...]:
    """Check `validation_data`: (x, y) or (x, y, sample_weight)."""
    if is_list(validation_data) and len(validation_data) in (2, 3):
        return tuple(validation_data)
    given = type(validation_data).__name__
    if is_list(validation_data):
        given += f" of {len(validation_data)}"
    raise ArgumentError(f"validation_data must be a tuple (x, y) or (x, y, sample_weight), got a {given}.")


def unique(labels: Sequence[str]) -> list[str]:
    """Number labels that occur several times: an output listed twice has 'y_loss_1' and 'y_loss_2'."""
    total, seen = Counter(labels), Counter[str]()
    found: list[str] = []
    for label in labels:
        seen[label] += 1
        found.append(f"{label}_{seen[label]}" if total[label] > 1 else label)
    return found
