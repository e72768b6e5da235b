"""Means over an epoch, and the history of all epochs."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import Any, ClassVar

import numpy as np

from kerasfront.callbacks.base import Callback, Logs
from kerasfront.callbacks.state import Kept, is_count, is_dict_of, is_list_of, is_number, is_value
from kerasfront.errors import NotReadyError, UnknownNameError, near_misses
from kerasfront.randomness import last_seed
from kerasfront.utils import pages
from kerasfront.utils.charts import Chart, Line, line_chart
from kerasfront.utils.plots import plot

VALIDATION = "val_"


class BaseLogger(Callback):
    """Add the mean of each metric over the samples of the epoch to the logs; part of every training."""

    may_lag = True
    kept: ClassVar[Kept] = {"seen": is_count, "totals": is_dict_of(is_number)}

    def __init__(self) -> None:
        super().__init__()
        self.seen = 0
        self.totals: dict[str, float] = {}

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Reset the sums."""
        self.seen = 0
        self.totals = {}

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Add a batch. The values of a batch that does not count are used only until another batch counts."""
        logs = logs or {}
        size = logs.get("size", 0) if logs.get("counts", True) else 0
        before = self.totals if self.seen else {}
        for name, value in logs.items() if size or not self.seen else ():
            self.totals[name] = before.get(name, 0.0) + float(value) * (size or 1)
        self.seen += size

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Add the means to the logs."""
        if logs is not None:
            for name in self.params["metrics"]:
                if name in self.totals:
                    logs[name] = self.totals[name] / (self.seen or 1)


class History(Callback):
    """Record the logs of all epochs; `fit` returns this callback.

    Attributes
    ----------
    epoch : list of int
        Numbers of the epochs.
    history : dict of str to list of float
        The values of each name, epoch by epoch.
    seed : int or None
        What `set_random_seed` was last called with before the training.

    Examples
    --------
    >>> import numpy as np
    >>> from kerasfront.callbacks import History
    >>> from kerasfront.layers import Dense
    >>> from kerasfront.models import Sequential
    >>> model = Sequential([Dense(1, input_dim=2)])
    >>> model.compile("sgd", "mse")
    >>> x, y = np.ones((4, 2)), np.zeros((4, 1))
    >>> history = model.fit(x, y, nb_epoch=2, verbose=0)
    >>> isinstance(history, History), history.epoch, sorted(history.history)
    (True, [0, 1], ['loss'])
    """

    epoch: list[int]
    history: dict[str, list[float]]
    kept: ClassVar[Kept] = {
        "epoch": is_list_of(is_count),
        "history": is_dict_of(is_list_of(is_value)),
        "seed": lambda seed: seed is None or is_count(seed),
    }

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Start an empty record."""
        self.epoch = []
        self.history = {}
        self.seed = last_seed()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Record the logs of an epoch."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)

    def plot(self, metrics: Sequence[str] | None = None, to_file: str | PathLike[str] | None = None) -> list[Any]:
        """Draw training and validation by epoch, a chart for each metric, with matplotlib.

        Parameters
        ----------
        metrics : sequence of str, optional
            Names such as 'loss' or 'acc'; default: all.
        to_file : path, optional
            Where to write the picture, such as 'curves.png'. Without it, a notebook shows it, and a script calls
            ``matplotlib.pyplot.show()``.

        Returns
        -------
        list of matplotlib.axes.Axes
            One for each metric.

        Raises
        ------
        NotReadyError
            Before the first epoch has ended, or without matplotlib.
        UnknownNameError
            If nothing was recorded by one of these names.

        Examples
        --------
        >>> history = model.fit(x, y, validation_split=0.2)      # doctest: +SKIP
        >>> history.plot(["loss", "acc"], to_file="curves.png")  # doctest: +SKIP
        """
        charts = {chart.title: chart for chart in self._charts()}
        if not charts:
            raise NotReadyError("History.plot: no epoch has ended yet, so there is nothing to draw.")
        for name in metrics or ():
            if name not in charts:
                raise UnknownNameError(f"History.plot: nothing is called {name!r}. {near_misses(name, charts)}")
        return plot([charts[name] for name in metrics or charts], to_file, "History.plot")

    def _repr_html_(self) -> str:
        """Show the curves in a notebook, with the last values."""
        charts = self._charts()
        if not charts:
            return pages.paragraph("History without epochs")
        last = [(name, f"{values[-1]:.6g}") for name, values in self._numbers().items()]
        table = pages.table(("after the last epoch", "value"), last)
        return "\n".join([pages.charts(map(line_chart, charts)), table])

    def _charts(self) -> list[Chart]:
        """A chart for each metric; that of validation is drawn with that of training."""
        numbers = self._numbers()
        titles = dict.fromkeys(name.removeprefix(VALIDATION) for name in numbers)
        kinds = {"": "training", VALIDATION: "validation"}
        return [
            Chart(title, {kinds[kind]: self._line(numbers[kind + title]) for kind in kinds if kind + title in numbers})
            for title in titles
        ]

    def _line(self, values: Sequence[float]) -> Line:
        """The values over the numbers of their epochs, of which the first is called 1 as in progress bars."""
        return Line([epoch + 1 for epoch in self.epoch[-len(values) :]], values)

    def _numbers(self) -> dict[str, list[float]]:
        """What was recorded as numbers."""
        found: dict[str, list[float]] = getattr(self, "history", {})
        return {name: list(map(float, values)) for name, values in found.items() if all(map(_is_single, values))}


def _is_single(value: Any) -> bool:
    """Whether a value that was recorded is a number, rather than an array."""
    return np.ndim(value) == 0 and np.asarray(value).dtype.kind in "iuf"
