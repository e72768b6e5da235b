"""The base class of callbacks, and the list through which training calls them."""

from __future__ import annotations

import reprlib
import warnings
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from time import perf_counter
from typing import Any, ClassVar

from kerasfront.backend.types import is_mapping
from kerasfront.callbacks.state import Kept, anything
from kerasfront.errors import ArgumentError

Logs = dict[str, Any]
"""Values by name. A callback sees what callbacks before it in the list have added."""

SLOW_SECONDS = 0.1

BATCH_HOOKS = ("on_batch_begin", "on_batch_end")


class Callback:
    """Base of all callbacks; training calls each method at the time that its name says.

    Attributes
    ----------
    model : Model
        The model that is trained.
    params : dict
        'verbose', 'batch_size' (arrays only), 'nb_epoch', 'nb_sample', 'do_validation' and 'metrics', the names in the
        logs. Where nobody knows the number of samples, 'nb_sample' is None and 'nb_batch' the number of batches.
    may_lag : bool
        Whether `on_batch_begin` and `on_batch_end` may be called for many batches at once, before and after they are
        run, which is much faster. By default, training goes batch by batch if a callback has one of the two.
    comes_last : bool
        Whether it is called after all callbacks without this flag, wherever it stands in the list.
    writes : bool
        Whether it writes files, or to the screen: where several processes train together, only the first one calls it.
    kept : tuple of str, or dict of str to callable
        Names of the attributes that `BackupAndRestore` saves; their values can be written as JSON. A dict also has a
        check of the value read from the file for each of them.

    Examples
    --------
    >>> import numpy as np
    >>> from kerasfront.callbacks import Callback
    >>> from kerasfront.layers import Dense
    >>> from kerasfront.models import Sequential
    >>> model = Sequential([Dense(1, input_dim=2)])
    >>> model.compile("sgd", "mse")
    >>> x, y = np.ones((4, 2)), np.zeros((4, 1))
    >>> class Count(Callback):
    ...     epochs = 0
    ...
    ...     def on_epoch_end(self, epoch, logs=None):
    ...         self.epochs += 1
    >>> count = Count()
    >>> history = model.fit(x, y, nb_epoch=2, verbose=0, callbacks=[count])
    >>> count.epochs
    2
    """

    may_lag = False
    comes_last = False
    writes = False
    kept: ClassVar[Kept] = ()

    def __init__(self) -> None:
        self.model: Any = None
        self.params: dict[str, Any] = {}

    @property
    def stride(self) -> int:
        """Number of batches whose multiples end a block of batches, so that the callback is called in time.

        1 by default for a callback with a method for batches that may not lag, otherwise 0, which means no limit.
        """
        return int(not self.may_lag and any(self.has(hook) for hook in BATCH_HOOKS))

    def has(self, hook: str) -> bool:
        """Whether the class overrides the method of that name."""
        return getattr(getattr(self, hook), "__func__", None) is not getattr(Callback, hook)

    def get_state(self) -> dict[str, Any]:
        """Return the attributes to save, by name."""
        return {name: getattr(self, name) for name in self.kept}

    def set_state(self, state: dict[str, Any]) -> None:
        """Restore what `get_state` returned.

        Raises
        ------
        ArgumentError
            If `check_state` refuses it.
        """
        self.check_state(state)
        vars(self).update(state)

    def check_state(self, state: Any) -> None:
        """Reject a state that `get_state` cannot have returned: other names, or values that `kept` does not allow.

        Raises
        ------
        ArgumentError
        """
        checks = self.kept if isinstance(self.kept, Mapping) else dict.fromkeys(self.kept, anything)
        if not is_mapping(state) or {*state} != {*checks}:
            raise ArgumentError(f"{type(self).__name__} remembers {', '.join(checks)}, got {reprlib.repr(state)}.")
        for name, check in checks.items():
            if not check(state[name]):
                raise ArgumentError(f"{type(self).__name__}: {name} cannot be {reprlib.repr(state[name])}.")

    def set_params(self, params: dict[str, Any]) -> None:
        """Receive `params` before training."""
        self.params = params

    def set_model(self, model: Any) -> None:
        """Receive `model` before training."""
        self.model = model

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Called before the first batch of an epoch."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Called after validation; `logs` has the means of the epoch, those of validation as 'val_...'."""

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Called before a step; `logs` has 'batch' and 'size'."""

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Called after a step; `logs` has the loss and the metrics besides 'batch' and 'size'.

        It also has 'counts', which is False, if all samples of the batch have the weight 0 or are masked.
        """

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Called before the first epoch."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Called after the last epoch, also if an error or an interruption ended the training."""


EVERYWHERE: list[Callback] = []
"""Callbacks that take part in every training besides its own, for tools that observe unmodified scripts.

Only those that may lag are told of batches in time."""


class CallbackList:
    """Call several callbacks in order.

    Parameters
    ----------
    callbacks : iterable of Callback, optional
    queue_length : int
        Number of batches over which callbacks are timed, to warn if they take most of the time.
    """

    def __init__(self, callbacks: Iterable[Callback] | None = None, queue_length: int = 10) -> None:
        self.callbacks = list(callbacks or [])
        self._times: dict[str, deque[float]] = {hook: deque(maxlen=queue_length) for hook in BATCH_HOOKS}
        self._begun = perf_counter()
        self._seconds = 0.0

    def append(self, callback: Callback) -> None:
        """Append a callback."""
        self.callbacks.append(callback)

    def set_params(self, params: dict[str, Any]) -> None:
        """Call the method of this name of all callbacks."""
        for callback in self.callbacks:
            callback.set_params(params)

    def set_model(self, model: Any) -> None:
        """Call the method of this name of all callbacks."""
        for callback in self.callbacks:
            callback.set_model(model)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Call the method of this name of all callbacks."""
        self._call("on_epoch_begin", epoch, logs)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Call the method of this name of all callbacks."""
        self._call("on_epoch_end", epoch, logs)

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Call the method of this name of all callbacks."""
        self.begin_batches(batch, [{} if logs is None else logs])

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Call the method of this name of all callbacks."""
        self.end_batches(batch, [{} if logs is None else logs])

    def begin_batches(self, first: int, logs: Sequence[Logs]) -> None:
        """Announce batches that are run together, numbered from `first`, each with its logs."""
        self._call_timed("on_batch_begin", first, logs)
        self._begun = perf_counter()

    def end_batches(self, first: int, logs: Sequence[Logs]) -> None:
        """Report the results of these batches."""
        self._seconds = perf_counter() - self._begun
        self._call_timed("on_batch_end", first, logs)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Call the method of this name of all callbacks."""
        for callback in self.callbacks:
            callback.on_train_begin(logs)

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Call the method of this name of all callbacks."""
        for callback in self.callbacks:
            callback.on_train_end(logs)

    def _call(self, hook: str, number: int, logs: Logs | None) -> None:
        logs = {} if logs is None else logs
        for callback in self.callbacks:
            getattr(callback, hook)(number, logs)

    def _call_timed(self, hook: str, first: int, logs: Sequence[Logs]) -> None:
        begun = perf_counter()
        methods = [getattr(callback, hook) for callback in self.callbacks if callback.has(hook)]
        for batch, entry in enumerate(logs, first):
            for method in methods:
                method(batch, entry)
        seconds = perf_counter() - begun
        times = self._times[hook]
        times.append(seconds)
        if seconds > SLOW_SECONDS and median(times) > max(SLOW_SECONDS, 0.95 * self._seconds):
            warnings.warn(
                f"{hook} of the callbacks takes {median(times):.2f} s, the training itself {self._seconds:.2f} s.",
                stacklevel=3,
            )
