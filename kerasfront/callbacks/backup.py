"""Save the progress of a training, and resume it."""

from __future__ import annotations

import os
from typing import Any

from kerasfront.callbacks.base import Callback, Logs
from kerasfront.utils.checks import check_count
from kerasfront.utils.paths import check_path
from kerasfront.utils.progress import say


class BackupAndRestore(Callback):
    """Save the progress of a training, so that the same script, run again, resumes exactly there.

    On the same backend and machine, the result is, bit by bit, that of a training without interruption: weights, state
    of the optimizer and of stateful layers, random numbers, order of samples, means so far, history and what callbacks
    remember are kept. A `Sequence` goes on where it was, too, unless its own `on_epoch_end` changes it. A generator
    cannot: `fit_generator` reads it from its beginning, with a warning.

    A training that goes on within an epoch calls `on_epoch_begin` once more; what that changes is put back.

    The file stays after the training; a longer training (more epochs) resumes from it. Remove it to start over.

    Parameters
    ----------
    filepath : path
        The file. It is always complete: a new one is written beside it and then takes its place.
    every : int
        Epochs between two times.
    verbose : {0, 1}
        1: say when training goes on from a file.
    batches : int, optional
        Write the file within epochs as well, whenever so many of an epoch's batches were run.

    Raises
    ------
    ArgumentError
        If `every` or `batches` is below 1; in training, if the file is that of another one.

    Examples
    --------
    >>> import numpy as np
    >>> from kerasfront.callbacks import BackupAndRestore
    >>> from kerasfront.layers import Dense
    >>> from kerasfront.models import Sequential
    >>> model = Sequential([Dense(1, input_dim=2)])
    >>> model.compile("sgd", "mse")
    >>> x, y = np.ones((4, 2)), np.zeros((4, 1))
    >>> history = model.fit(x, y, nb_epoch=2, verbose=0, callbacks=[BackupAndRestore("run.h5")])
    >>> history = model.fit(x, y, nb_epoch=3, verbose=0, callbacks=[BackupAndRestore("run.h5")])  # goes on
    >>> history.epoch
    [0, 1, 2]
    """

    comes_last = True
    writes = True

    def __init__(self, filepath: Any, every: int = 1, verbose: int = 0, batches: int | None = None) -> None:
        super().__init__()
        self.filepath = check_path("BackupAndRestore: filepath", filepath)
        self.every = check_count("BackupAndRestore: every", every)
        self.verbose = verbose
        self.batches = None if batches is None else check_count("BackupAndRestore: batches", batches)

    @property
    def stride(self) -> int:
        """Number of batches between two backups, which are not run together with others."""
        return self.batches or 0

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Restore the progress from the file, if there is one."""
        if os.path.exists(self.filepath):
            self.model.load_progress(self.filepath)
            if self.verbose:
                say(f"Training goes on from {self.filepath}")

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Write the file if it is due."""
        if self.batches and (batch + 1) % self.batches == 0:
            self.model.save_progress(self.filepath)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write the file if it is due."""
        last = epoch + 1 == self.params["nb_epoch"] or self.model.stop_training
        if (epoch + 1) % self.every == 0 or last:
            self.model.save_progress(self.filepath)
