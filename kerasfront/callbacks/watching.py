"""The base of callbacks that watch a value of the logs and keep the best one."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from kerasfront.callbacks.base import Callback, Logs
from kerasfront.errors import ArgumentError
from kerasfront.utils.checks import check_kind

DIRECTIONS = ("auto", "min", "max")


class Watching(Callback):
    """Base of callbacks that watch one value of the logs.

    Parameters
    ----------
    monitor : str
        Name of the value.
    mode : {'auto', 'min', 'max'}
        Which way is better. 'auto': more, for accuracies and F-measures; less, for anything else.
    min_delta : float
        Least improvement that counts.

    Attributes
    ----------
    best : float
        The best value so far.
    monitor_op : callable
        Whether the first number is better than the second.
    min_delta : float
        Subtracted from a value before it is compared: the argument, negated where less is better.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If an argument is invalid.
    """

    def __init__(self, monitor: str, mode: str = "auto", min_delta: float = 0.0) -> None:
        super().__init__()
        if mode not in DIRECTIONS:
            raise ArgumentError(f"mode must be one of {', '.join(map(repr, DIRECTIONS))}, got {mode!r}.")
        self.monitor = check_kind("monitor", monitor, str, "the name of a value in the logs")
        more = mode == "max" or (mode == "auto" and _more_is_better(monitor))
        self.monitor_op: Callable[[float, float], Any] = np.greater if more else np.less
        self.min_delta = min_delta if more else -min_delta
        self.forget()

    def forget(self) -> None:
        """Reset the best value to one that any other improves on."""
        self.best = math.inf if self.monitor_op(-math.inf, math.inf) else -math.inf

    def watched(self, logs: Logs | None) -> Any:
        """Return the value in the logs; warn and return None if it is missing."""
        found = (logs or {}).get(self.monitor)
        if found is None:
            available = ", ".join(sorted(logs or {})) or "nothing"
            warnings.warn(
                f"{type(self).__name__} watches {self.monitor!r}, but the logs have {available}.", stacklevel=3
            )
        return found

    def improved(self, value: float) -> bool:
        """Whether `value` is better than the best so far; it is then the new best."""
        better = bool(self.monitor_op(value - self.min_delta, self.best))
        if better:
            self.best = value
        return better


def _more_is_better(monitor: str) -> bool:
    return "acc" in monitor or monitor.removeprefix("val_").startswith("fmeasure")
