"""Measure a run: the time of each step, and the peak memory."""

from __future__ import annotations

import os
import threading
import time
from typing import Any

from kerasfront.callbacks import Callback
from kerasfront.utils.progress import Progbar

MEGABYTE = 1e6


class StepClock(Callback):
    """Callback that times each training step, and the time from its creation to the end of the first step.

    Parameters
    ----------
    bar : Progbar
        Updated after each step with its number of samples.
    """

    def __init__(self, bar: Progbar) -> None:
        super().__init__()
        self.steps: list[float] = []
        self.first = 0.0
        self._bar = bar
        self._made = time.perf_counter()
        self._begun = self._made

    def on_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Start the clock."""
        self._begun = time.perf_counter()

    def on_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Stop the clock. The first step includes compilation and is kept apart."""
        now = time.perf_counter()
        if not self.first:
            self.first = now - self._made
        else:
            self.steps.append(now - self._begun)
        self._bar.add((logs or {})["size"], [("loss", (logs or {})["loss"])])


class PeakMemory:
    """Context manager that samples the resident memory of the process in a thread and keeps the maximum (MB).

    Attributes
    ----------
    before, peak : float
        At the beginning, and the largest sample; both of the whole process, so a backend loaded earlier counts.
    """

    INTERVAL = 0.02  # seconds

    def __enter__(self) -> PeakMemory:
        self.before = self.peak = _resident()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exception: Any) -> None:
        self._stop.set()
        self._thread.join()
        self.peak = max(self.peak, _resident())

    def _watch(self) -> None:
        while not self._stop.wait(self.INTERVAL):
            self.peak = max(self.peak, _resident())


def _resident() -> float:
    import psutil

    return psutil.Process(os.getpid()).memory_info().rss / MEGABYTE
