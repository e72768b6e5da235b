"""Means over an epoch, and the history of all epochs."""

from __future__ import annotations

from typing import ClassVar

from kerasfront.callbacks.base import Callback, Logs
from kerasfront.callbacks.state import Kept, is_count, is_dict_of, is_list_of, is_number, is_value
from kerasfront.randomness import last_seed


class BaseLogger(Callback):
    """Add the mean of each metric over the samples of the epoch to the logs; part of every training."""

    may_lag = True
    kept: ClassVar[Kept] = {"seen": is_count, "totals": is_dict_of(is_number)}

    def __init__(self) -> None:
        super().__init__()
        self.seen = 0
        self.totals: dict[str, float] = {}

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Reset the sums."""
        self.seen = 0
        self.totals = {}

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Add a batch. The values of a batch that does not count are used only until another batch counts."""
        logs = logs or {}
        size = logs.get("size", 0) if logs.get("counts", True) else 0
        before = self.totals if self.seen else {}
        for name, value in logs.items() if size or not self.seen else ():
            self.totals[name] = before.get(name, 0.0) + float(value) * (size or 1)
        self.seen += size

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Add the means to the logs."""
        if logs is not None:
            for name in self.params["metrics"]:
                if name in self.totals:
                    logs[name] = self.totals[name] / (self.seen or 1)


class History(Callback):
    """Record the logs of all epochs; `fit` returns this callback.

    Attributes
    ----------
    epoch : list of int
        Numbers of the epochs.
    history : dict of str to list of float
        The values of each name, epoch by epoch.
    seed : int or None
        What `set_random_seed` was last called with before the training.
    """

    kept: ClassVar[Kept] = {
        "epoch": is_list_of(is_count),
        "history": is_dict_of(is_list_of(is_value)),
        "seed": lambda seed: seed is None or is_count(seed),
    }

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Start an empty record."""
        self.epoch: list[int] = []
        self.history: dict[str, list[float]] = {}
        self.seed = last_seed()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Record the logs of an epoch."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
