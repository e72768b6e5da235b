"""Positions in the data of an epoch, and checks of saved ones."""

from __future__ import annotations

from typing import Any, NamedTuple, NoReturn

import numpy as np

from kerasfront.errors import ArgumentError

MOST_CHARACTERS = 500
"""Maximum number of characters that a message quotes from a state."""


class Start(NamedTuple):
    """Start of an epoch: its first batch, or a later one in a resumed training.

    Attributes
    ----------
    epoch : int
    batches, samples : int
        Number of those that were run before.
    size : int
        Number of samples of the last of these batches.
    """

    epoch: int = 0
    batches: int = 0
    samples: int = 0
    size: int = 0


def check_same_training(what: str, kept: Any, now: Any) -> None:
    """Reject the state of another training.

    Raises
    ------
    ArgumentError
        If `kept` is not what is `now`.
    """
    if kept != now:
        raise ArgumentError(
            f"The state that was kept is that of another training: {what} {_short(kept)}, now {_short(now)}. "
            "Remove it to begin anew, or train as before."
        )


def check_order(numbers: np.ndarray, count: int, what: str) -> None:
    """Reject anything but a permutation of 0 to `count` - 1."""
    check_same_training(f"numbers of {what}", len(numbers), count)
    if numbers.dtype.kind not in "iu" or not np.array_equal(np.sort(numbers), np.arange(count)):
        refuse(f"it does not have each of the {count} {what} once")


def refuse(fault: str) -> NoReturn:
    """Raise the error for an invalid state."""
    raise ArgumentError(f"No training can go on from the state that was kept: {fault}. Remove it to begin anew.")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}..."
