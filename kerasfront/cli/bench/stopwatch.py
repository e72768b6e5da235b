"""Measure how long each training in a process takes, with a callback that is added to all of them."""

from __future__ import annotations

import math
import time
from typing import Any

from kerasfront.callbacks import Callback


class Stopwatch(Callback):
    """Callback that times each training without slowing it down: it accepts many batches at once.

    Attributes
    ----------
    backends : set of str
        Backends of the models that were trained.
    first_step_s : float or None
        Time from the beginning of the first training to the end of its first batch, including compilation.
    steps, seconds : int, float
        Count and duration for all epochs except the first one of each training; if there is no other, for the first
        epoch without its first batch.
    loss : float or None
        Loss of the last epoch.
    """

    may_lag = True

    def __init__(self) -> None:
        super().__init__()
        self.backends: set[str] = set()
        self.first_step_s: float | None = None
        self.steps, self.seconds = 0, 0.0
        self.loss: float | None = None
        self._epochs: list[tuple[int, float]] = []
        self._batches = 0
        self._begun = self._ended = 0.0

    def on_train_begin(self, logs: Any = None) -> None:
        """Start."""
        self.backends.add(self.model.own_backend.name)
        self._epochs = []
        self._begun = time.perf_counter()

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Start the epoch; the first one counts from the beginning of training."""
        self._batches = 0
        if self._epochs:
            self._begun = time.perf_counter()

    def on_batch_end(self, batch: int, logs: Any = None) -> None:
        """Note the start time."""
        self._ended = time.perf_counter()
        self._batches += 1
        if not self._epochs and self._batches == 1:
            self.first_step_s = self.first_step_s or self._ended - self._begun
            self._begun = self._ended

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Keep the time of the batches, without validation."""
        first = not self._epochs
        self._epochs.append((self._batches - first, self._ended - self._begun))
        self.loss = float(logs["loss"]) if logs and "loss" in logs else math.nan

    def on_train_end(self, logs: Any = None) -> None:
        """Sum up the training."""
        for steps, seconds in self._epochs[1:] or self._epochs:
            self.steps += steps
            self.seconds += seconds

    @property
    def step_ms(self) -> float | None:
        """Mean time of a step."""
        return 1e3 * self.seconds / self.steps if self.steps else None
