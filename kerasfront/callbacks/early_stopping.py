"""Stop a training that no longer improves, or has gone wrong."""

from __future__ import annotations

import math
from typing import ClassVar

from kerasfront.callbacks.base import Callback, Logs
from kerasfront.callbacks.state import Kept, is_best, is_count
from kerasfront.callbacks.watching import Watching
from kerasfront.utils.checks import check_count, check_number
from kerasfront.utils.progress import say


class EarlyStopping(Watching):
    """Stop the training when a value no longer improves.

    Parameters
    ----------
    monitor, min_delta, mode
        See `Watching`.
    patience : int
        Epochs without improvement that are borne.
    verbose : {0, 1}
        1: say at which epoch.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If one of them is something else.

    Examples
    --------
    >>> import numpy as np
    >>> from kerasfront.callbacks import EarlyStopping
    >>> from kerasfront.layers import Dense
    >>> from kerasfront.models import Sequential
    >>> model = Sequential([Dense(1, input_dim=2)])
    >>> model.compile("sgd", "mse")
    >>> x, y = np.ones((4, 2)), np.zeros((4, 1))
    >>> stop = EarlyStopping("loss", min_delta=0.01, patience=1)
    >>> history = model.fit(x, y, nb_epoch=100, verbose=0, callbacks=[stop])
    >>> len(history.epoch) < 100
    True
    """

    kept: ClassVar[Kept] = {"best": is_best, "wait": is_count, "stopped_epoch": is_count}

    def __init__(
        self, monitor: str = "val_loss", min_delta: float = 0, patience: int = 0, verbose: int = 0, mode: str = "auto"
    ) -> None:
        super().__init__(monitor, mode, check_number("EarlyStopping: min_delta", min_delta))
        self.patience = check_count("EarlyStopping: patience", patience, 0)
        self.verbose = verbose
        self.wait = 0
        self.stopped_epoch = 0

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Reset the state of an earlier training."""
        self.wait = self.stopped_epoch = 0
        self.forget()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Check the value."""
        value = self.watched(logs)
        if value is None:
            return
        if self.improved(value):
            self.wait = 0
            return
        if self.wait >= self.patience:
            self.stopped_epoch = epoch
            self.model.stop_training = True
        self.wait += 1

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Print the epoch in which the training was stopped."""
        if self.stopped_epoch > 0 and self.verbose:
            say(f"Epoch {self.stopped_epoch:05d}: early stopping")


class TerminateOnNaN(Callback):
    """Stop at the first batch whose loss is not a finite number, and say which one that is.

    Parameters
    ----------
    find : bool
        Also say which layer gave the first values that are not finite. The model is then left with the weights from
        before that batch. To know them, training goes batch by batch and copies the weights before each.

    Examples
    --------
    >>> import numpy as np
    >>> from kerasfront.callbacks import TerminateOnNaN
    >>> from kerasfront.layers import Dense
    >>> from kerasfront.models import Sequential
    >>> model = Sequential([Dense(1, input_dim=2)])
    >>> model.compile("sgd", "mse")
    >>> x, y = np.ones((4, 2)), np.zeros((4, 1))
    >>> history = model.fit(x, y * np.nan, nb_epoch=100, verbose=0, callbacks=[TerminateOnNaN()])
    Epoch 00000: the loss of batch 0 is nan, training ends
    >>> len(history.epoch) < 100
    True
    """

    def __init__(self, find: bool = False) -> None:
        super().__init__()
        self.find = find
        self.may_lag = not find
        self._epoch = 0
        self._ended = False

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Remember the epoch."""
        self._epoch = epoch
        self._ended = False

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Keep the weights if they may have to be restored."""
        if self.find:
            self._weights = self.model.get_weights()

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Check the value."""
        loss = (logs or {}).get("loss")
        if loss is None or math.isfinite(float(loss)) or self._ended:
            return
        say(f"Epoch {self._epoch:05d}: the loss of batch {batch} is {float(loss)}, training ends")
        if self.find:
            self.model.set_weights(self._weights)
            say(f"Epoch {self._epoch:05d}: {self.model.find_not_finite()}")
        self.model.stop_training = self._ended = True
