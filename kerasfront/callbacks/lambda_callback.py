"""A callback made of functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kerasfront.callbacks.base import Callback
from kerasfront.errors import ArgumentError, ArgumentTypeError, near_misses


class LambdaCallback(Callback):
    """Call functions at the events of a training.

    Parameters
    ----------
    on_epoch_begin, on_epoch_end : callable (epoch, logs), optional
    on_batch_begin, on_batch_end : callable (batch, logs), optional
    on_train_begin, on_train_end : callable (logs), optional
    **kwargs
        Become attributes.

    Raises
    ------
    ArgumentError
        If a name is not that of an event.
    ArgumentTypeError
        If a value is not a function.

    Examples
    --------
    >>> import numpy as np
    >>> from kerasfront.callbacks import LambdaCallback
    >>> from kerasfront.layers import Dense
    >>> from kerasfront.models import Sequential
    >>> model = Sequential([Dense(1, input_dim=2)])
    >>> model.compile("sgd", "mse")
    >>> x, y = np.ones((4, 2)), np.zeros((4, 1))
    >>> tell = LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch, *logs))
    >>> history = model.fit(x, y, nb_epoch=2, verbose=0, callbacks=[tell])
    0 loss
    1 loss
    """

    def __init__(
        self,
        on_epoch_begin: Callable[..., Any] | None = None,
        on_epoch_end: Callable[..., Any] | None = None,
        on_batch_begin: Callable[..., Any] | None = None,
        on_batch_end: Callable[..., Any] | None = None,
        on_train_begin: Callable[..., Any] | None = None,
        on_train_end: Callable[..., Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        hooks = {
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_batch_begin": on_batch_begin,
            "on_batch_end": on_batch_end,
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
        }
        for name, function in hooks.items():
            if function is None:
                continue
            if not callable(function):
                raise ArgumentTypeError(f"{name} must be a function, got {function!r}.")
            setattr(self, name, function)
        for name in kwargs:
            if name.startswith("on_"):
                raise ArgumentError(f"There is no hook {name!r}. {near_misses(name, hooks)}")
        self.__dict__.update(kwargs)
