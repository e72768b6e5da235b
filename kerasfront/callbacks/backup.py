"""Keep how far a training is, and go on from there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kerasfront.callbacks.base import Callback, Logs
from kerasfront.utils.checks import check_count
from kerasfront.utils.progress import say


class BackupAndRestore(Callback):
    """Keep on disk how far a training is, so that the same script, run again, goes on exactly from there.

    On the same engine and machine, the result is, bit by bit, that of a training without interruption: weights, state
    of the optimizer and of stateful layers, random numbers, order of samples, history and what callbacks remember are
    kept. A `Sequence` that is read once in each epoch goes on as well, unless its own `on_epoch_end` changes it; what a
    generator gives is its own matter: `fit_generator` reads it from its beginning.

    The file stays when the training has ended; a longer one (more epochs) goes on from there. Remove it to begin anew.

    Parameters
    ----------
    filepath : path
        The file. It is always complete: a new one is written beside it and then takes its place.
    every : int
        Epochs between two times.
    verbose : {0, 1}
        1: say when training goes on from a file.

    Raises
    ------
    ArgumentError
        If `every` is below 1; in training, if the file is that of another one.
    """

    comes_last = True

    def __init__(self, filepath: Any, every: int = 1, verbose: int = 0) -> None:
        super().__init__()
        self.filepath = Path(filepath)
        self.every = check_count("BackupAndRestore: every", every)
        self.verbose = verbose

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Go to where the file says."""
        if self.filepath.exists():
            self.model.load_progress(self.filepath)
            if self.verbose:
                say(f"Training goes on from {self.filepath}")

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write the file, if it is time."""
        last = epoch + 1 == self.params["nb_epoch"] or self.model.stop_training
        if (epoch + 1) % self.every == 0 or last:
            self.model.save_progress(self.filepath)
