"""Save the model during training."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from kerasfront.callbacks.base import Logs
from kerasfront.callbacks.state import Kept, is_best, is_count
from kerasfront.callbacks.watching import Watching
from kerasfront.errors import ArgumentError
from kerasfront.utils.checks import check_count
from kerasfront.utils.paths import check_path, opened
from kerasfront.utils.progress import say

SIGNATURE = b"\x89HDF\r\n\x1a\n"
"""How HDF5 files begin."""


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

    Raises
    ------
    ArgumentError
        If `mode` or `period` is wrong; when the path asks for what the logs do not have, or leads to a file that is no
        HDF5 file.

    Examples
    --------
    >>> import numpy as np
    >>> from kerasfront.callbacks import ModelCheckpoint
    >>> from kerasfront.layers import Dense
    >>> from kerasfront.models import Sequential
    >>> model = Sequential([Dense(1, input_dim=2)])
    >>> model.compile("sgd", "mse")
    >>> x, y = np.ones((4, 2)), np.zeros((4, 1))
    >>> from pathlib import Path
    >>> save = ModelCheckpoint("model.{epoch:02d}.h5", monitor="loss", save_best_only=True)
    >>> history = model.fit(x, y, nb_epoch=2, verbose=0, callbacks=[save])
    >>> sorted(map(str, Path().glob("model.*.h5")))
    ['model.00.h5', 'model.01.h5']
    """

    writes = True
    kept: ClassVar[Kept] = {"best": is_best, "epochs_since_last_save": is_count}

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
        self.filepath = str(check_path("ModelCheckpoint: filepath", filepath))
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        self.period = check_count("ModelCheckpoint: period", period)
        self.epochs_since_last_save = 0
        self._written: set[str] = set()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Save the model if `period` epochs have passed, and it is better than before or all are saved."""
        self.epochs_since_last_save += 1
        if self.epochs_since_last_save < self.period:
            return
        self.epochs_since_last_save = 0
        path = self._path(epoch, logs or {})
        if self.save_best_only:
            self._save_if_best(path, epoch, logs)
        else:
            self._save(path, f"Epoch {epoch:05d}: saving model to {path}")

    def _save_if_best(self, path: str, epoch: int, logs: Logs | None) -> None:
        value, before = self.watched(logs), self.best
        if value is None:
            return
        what = f"Epoch {epoch:05d}: {self.monitor}"
        if self.improved(value):
            self._save(path, f"{what} improved from {before:.5f} to {value:.5f}, saving model to {path}")
        else:
            self._say(f"{what} did not improve")

    def _save(self, path: str, message: str) -> None:
        if path not in self._written and _is_foreign(Path(path)):
            raise ArgumentError(
                f"ModelCheckpoint: {path} is a file of another kind, and is left as it is. Give another filepath, or "
                "remove the file."
            )
        self._written.add(path)
        self._say(message)
        save = self.model.save_weights if self.save_weights_only else self.model.save
        save(path, overwrite=True)

    def _path(self, epoch: int, logs: Logs) -> str:
        try:
            return self.filepath.format(epoch=epoch, **logs)
        except (KeyError, IndexError, ValueError) as error:
            raise ArgumentError(
                f"filepath {self.filepath!r} cannot be filled in ({error}); there are epoch, "
                f"{', '.join(sorted(logs))}: {{epoch:02d}}, for instance."
            ) from error

    def _say(self, text: str) -> None:
        if self.verbose:
            say(text)


def _is_foreign(path: Path) -> bool:
    """Whether there is a file that holds something, but no model."""
    if not os.path.isfile(path):
        return False
    with opened(path) as file:
        return file.read(len(SIGNATURE)) not in (b"", SIGNATURE)
