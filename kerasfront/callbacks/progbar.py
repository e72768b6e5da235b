"""Progress bars."""

from __future__ import annotations

from kerasfront.callbacks.base import Callback, Logs
from kerasfront.utils.progress import Progbar


class ProgbarLogger(Callback):
    """Show each epoch as a bar with the means so far; `fit` adds this callback unless ``verbose=0``."""

    may_lag = True
    writes = True

    def __init__(self) -> None:
        super().__init__()
        self._bar: Progbar | None = None

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Start a bar."""
        self.seen = 0
        label = f"Epoch {epoch + 1}/{self.params['nb_epoch']}"
        self._in_batches = self.params["nb_sample"] is None
        self.target = self.params["nb_batch"] if self._in_batches else self.params["nb_sample"]
        unit = "batches" if self._in_batches else "samples"
        self._bar = Progbar(self.target, verbose=self.params["verbose"], label=label, unit=unit)

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Advance the bar; the last batch is shown at the end of the epoch."""
        logs = logs or {}
        if not self.seen:  # the first batch is a later one where a training goes on within an epoch
            self.seen = batch * (1 if self._in_batches else self.params.get("batch_size", 0))
        self.seen += 1 if self._in_batches else logs.get("size", 0)
        if self._bar is not None and self.seen < self.target:
            self._bar.update(self.seen, self._values(logs))

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Finish the bar with the means of the epoch and of validation."""
        if self._bar is not None:
            self._bar.end(self._values(logs or {}), self.seen)
            self._bar = None

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Finish a bar that an interruption left unfinished."""
        if self._bar is not None:
            self._bar.end()
            self._bar = None

    def _values(self, logs: Logs) -> list[tuple[str, float]]:
        return [(name, logs[name]) for name in self.params["metrics"] if name in logs]
