"""Save the model while it is trained."""

from __future__ import annotations

from kerasfront.callbacks.base import Logs
from kerasfront.callbacks.watching import Watching
from kerasfront.errors import ArgumentError
from kerasfront.utils.progress import say


class ModelCheckpoint(Watching):
    """Save the model after epochs.

    Parameters
    ----------
    filepath : str
        May hold '{epoch}' and the names of the logs with formats: 'weights.{epoch:02d}-{val_loss:.2f}.hdf5'.
    monitor, mode
        The value that `save_best_only` goes by, see `Watching`.
    verbose : {0, 1}
        1: say what is done.
    save_best_only : bool
        Save only when the value is better than in all epochs before.
    save_weights_only : bool
        Leave out architecture and optimizer.
    period : int
        Epochs between two looks.
    """

    def __init__(
        self,
        filepath: str,
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        period: int = 1,
    ) -> None:
        super().__init__(monitor, mode)
        if period < 1:
            raise ArgumentError(f"period must be at least 1, got {period!r}.")
        self.filepath = str(filepath)
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        self.period = period
        self.epochs_since_last_save = 0

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Save, if it is time and the model deserves it."""
        self.epochs_since_last_save += 1
        if self.epochs_since_last_save < self.period:
            return
        self.epochs_since_last_save = 0
        if self.save_best_only and not self._is_best(epoch, logs):
            return
        path = self._path(epoch, logs or {})
        self._say(f"Epoch {epoch:05d}: saving model to {path}")
        save = self.model.save_weights if self.save_weights_only else self.model.save
        save(path, overwrite=True)

    def _is_best(self, epoch: int, logs: Logs | None) -> bool:
        value = self.watched(logs)
        if value is None:
            return False
        before = self.best
        improved = self.improved(value)
        change = f"improved from {before:.5f} to {value:.5f}" if improved else "did not improve"
        self._say(f"Epoch {epoch:05d}: {self.monitor} {change}")
        return improved

    def _path(self, epoch: int, logs: Logs) -> str:
        try:
            return self.filepath.format(epoch=epoch, **logs)
        except KeyError as error:
            raise ArgumentError(
                f"filepath {self.filepath!r} asks for {error}; there are epoch, {', '.join(sorted(logs))}."
            ) from error

    def _say(self, text: str) -> None:
        if self.verbose:
            say(text)
