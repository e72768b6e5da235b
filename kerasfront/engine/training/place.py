"""Where somebody is in data that are read in an order, and how to go on from there."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from kerasfront.errors import ArgumentError


class Placed(Protocol):
    """Something that can go on from where an equal one was."""

    @property
    def place(self) -> np.ndarray:
        """All that it takes, as whole numbers. What is set must come from data of the same length."""
        ...

    @place.setter
    def place(self, place: np.ndarray) -> None: ...


def check_same_training(what: str, kept: Any, now: Any) -> None:
    """Refuse to go on with a training that is another one.

    Raises
    ------
    ArgumentError
        If `kept` is not what is `now`.
    """
    if kept != now:
        raise ArgumentError(
            f"The state that was kept is that of another training: {what} {kept}, now {now}. "
            "Remove it to begin anew, or train as before."
        )
