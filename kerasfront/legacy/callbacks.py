"""Callbacks, with the arguments in the order of Keras 0.3."""

from __future__ import annotations

from typing import Any

from kerasfront import callbacks
from kerasfront.callbacks import BaseLogger as BaseLogger
from kerasfront.callbacks import Callback as Callback
from kerasfront.callbacks import CallbackList as CallbackList
from kerasfront.callbacks import History as History
from kerasfront.callbacks import LearningRateScheduler as LearningRateScheduler
from kerasfront.callbacks import ProgbarLogger as ProgbarLogger
from kerasfront.callbacks import RemoteMonitor as RemoteMonitor
from kerasfront.callbacks import TensorBoard as TensorBoard


class EarlyStopping(callbacks.EarlyStopping):
    __doc__ = callbacks.EarlyStopping.__doc__

    def __init__(
        self, monitor: str = "val_loss", patience: int = 0, verbose: int = 0, mode: str = "auto", **kwargs: Any
    ) -> None:
        super().__init__(monitor=monitor, patience=patience, verbose=verbose, mode=mode, **kwargs)


class ModelCheckpoint(callbacks.ModelCheckpoint):
    """Save the weights of the model after each epoch, in the layout of Keras 0.3.

    Parameters are those of `kerasfront.callbacks.ModelCheckpoint`.
    """

    def __init__(
        self, filepath: str, monitor: str = "val_loss", verbose: int = 0, save_best_only: bool = False,
        mode: str = "auto", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(
            filepath, monitor=monitor, verbose=verbose, save_best_only=save_best_only, save_weights_only=True,
            mode=mode, **kwargs,
        )  # fmt: skip
