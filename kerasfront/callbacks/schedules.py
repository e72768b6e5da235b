"""Change the learning rate while the model is trained."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from numbers import Real
from typing import Any, ClassVar

from kerasfront import backend as K
from kerasfront.callbacks.base import Callback, Logs
from kerasfront.callbacks.state import Kept, is_best, is_count
from kerasfront.callbacks.watching import Watching
from kerasfront.errors import ArgumentTypeError, NotReadyError
from kerasfront.utils.checks import check_amount, check_count, check_number, check_share
from kerasfront.utils.progress import say


def _rate_of(callback: Callback) -> Any:
    """The variable that holds the learning rate of the callback's model."""
    optimizer = callback.model.optimizer
    if not hasattr(optimizer, "lr"):
        raise NotReadyError(f"{type(callback).__name__} needs an optimizer with an attribute 'lr', got {optimizer!r}.")
    return optimizer.lr


class LearningRateScheduler(Callback):
    """Set the learning rate at the beginning of each epoch.

    Parameters
    ----------
    schedule : callable
        From the number of the epoch, from 0, to the learning rate.

    Raises
    ------
    ArgumentTypeError
        If `schedule` is not a function or does not return a number.
    NotReadyError
        If the optimizer has no learning rate.

    Examples
    --------
    >>> import numpy as np
    >>> from kerasfront.callbacks import LearningRateScheduler
    >>> from kerasfront.layers import Dense
    >>> from kerasfront.models import Sequential
    >>> model = Sequential([Dense(1, input_dim=2)])
    >>> model.compile("sgd", "mse")
    >>> x, y = np.ones((4, 2)), np.zeros((4, 1))
    >>> from kerasfront import backend as K
    >>> halve = LearningRateScheduler(lambda epoch: 0.1 * 0.5**epoch)
    >>> history = model.fit(x, y, nb_epoch=3, verbose=0, callbacks=[halve])
    >>> round(float(K.get_value(model.optimizer.lr)), 3)
    0.025
    """

    def __init__(self, schedule: Callable[[int], float]) -> None:
        super().__init__()
        if not callable(schedule):
            raise ArgumentTypeError(f"schedule must be a function of the epoch, got {schedule!r}.")
        self.schedule = schedule

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Set the learning rate."""
        rate = self.schedule(epoch)
        if isinstance(rate, bool) or not isinstance(rate, Real):
            raise ArgumentTypeError(f"schedule must give a number, got {rate!r} for epoch {epoch}.")
        K.set_value(_rate_of(self), rate)


def _beyond(better: Callable[[float, float], Any], margin: float, value: float, best: float) -> Any:
    return better(value, best + margin)


class ReduceLROnPlateau(Watching):
    """Lower the learning rate when a value no longer improves. The logs have the rate of each epoch as 'lr'.

    Parameters
    ----------
    monitor, mode
        See `Watching`.
    factor : float
        In (0, 1): new rate = factor * old rate.
    patience : int
        Epochs without improvement that are borne.
    verbose : {0, 1}
        1: say it.
    epsilon : float
        Least improvement that counts.
    cooldown : int
        Number of epochs after a change without further changes.
    min_lr : float
        Lower bound of the learning rate.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If an argument is invalid, such as a `factor` of 1, which would not lower the rate.
    NotReadyError
        If the optimizer has no learning rate.

    Examples
    --------
    >>> import numpy as np
    >>> from kerasfront.callbacks import ReduceLROnPlateau
    >>> from kerasfront.layers import Dense
    >>> from kerasfront.models import Sequential
    >>> model = Sequential([Dense(1, input_dim=2)])
    >>> model.compile("sgd", "mse")
    >>> x, y = np.ones((4, 2)), np.zeros((4, 1))
    >>> lower = ReduceLROnPlateau("loss", factor=0.1, patience=0, epsilon=1e6)
    >>> history = model.fit(x, y, nb_epoch=3, verbose=0, callbacks=[lower])
    >>> [round(float(rate), 4) for rate in history.history["lr"]]
    [0.01, 0.01, 0.001]
    """

    kept: ClassVar[Kept] = {"best": is_best, "wait": is_count, "cooldown_counter": is_count}

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        epsilon: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0,
    ) -> None:
        super().__init__(monitor, mode)
        self.mode = mode
        self.epsilon = check_number("ReduceLROnPlateau: epsilon", epsilon)
        margin = epsilon if self.monitor_op(1.0, 0.0) else -epsilon
        self.monitor_op = partial(_beyond, self.monitor_op, margin)
        self.factor = check_share("ReduceLROnPlateau: factor", factor)
        self.patience = check_count("ReduceLROnPlateau: patience", patience, 0)
        self.verbose = verbose
        self.cooldown = check_count("ReduceLROnPlateau: cooldown", cooldown, 0)
        self.min_lr = check_amount("ReduceLROnPlateau: min_lr", min_lr)
        self.lr_epsilon = self.min_lr * 1e-4
        self.cooldown_counter = 0
        self.wait = 0

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Reset the state of an earlier training."""
        self.cooldown_counter = self.wait = 0
        self.forget()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Check the value, and lower the learning rate if it did not improve for `patience` epochs."""
        rate = float(K.get_value(_rate_of(self)))
        if logs is not None:
            logs["lr"] = rate
        value = self.watched(logs)
        if value is None:
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self.improved(value):
            self.wait = 0
        elif not self.in_cooldown():
            if self.wait >= self.patience and rate > self.min_lr + self.lr_epsilon:
                self._lower(rate, epoch)
            self.wait += 1

    def in_cooldown(self) -> bool:
        """Whether the last change is too recent for another one."""
        return self.cooldown_counter > 0

    def _lower(self, rate: float, epoch: int) -> None:
        new = max(rate * self.factor, self.min_lr)
        K.set_value(_rate_of(self), new)
        self.cooldown_counter = self.cooldown
        self.wait = 0
        if self.verbose:
            say(f"Epoch {epoch:05d}: reducing learning rate to {new}.")
