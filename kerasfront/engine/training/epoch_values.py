"""Values of whole epochs, beside those that are means over batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice

import numpy as np

from kerasfront.callbacks import Callback
from kerasfront.callbacks.base import Logs
from kerasfront.engine.training.loops import Uncounted, Values, Work
from kerasfront.engine.training.place import refuse
from kerasfront.engine.training.printed import PRINTED
from kerasfront.metrics import EpochMetric


class Collected:
    """What a metric keeps of the batches so far."""

    def __init__(self, metric: EpochMetric) -> None:
        self._metric = metric
        self._batches: list[Values] = []
        self._sums: list[np.ndarray] = []

    @property
    def parts(self) -> list[np.ndarray]:
        """What is kept: all samples of the batches so far, or the sums over these."""
        return [np.concatenate(arrays) for arrays in zip(*self._batches)] if self._metric.joined else self._sums

    @parts.setter
    def parts(self, parts: list[np.ndarray]) -> None:
        self._batches, self._sums = [parts] if parts else [], parts

    def add(self, kept: Values) -> None:
        """Add what was kept of a batch."""
        if self._metric.joined:
            self._batches.append(kept)
        else:
            arrays = [np.asarray(array, "float64") for array in kept]
            self._sums = [a + b for a, b in zip(self._sums, arrays)] if self._sums else arrays

    def result(self) -> float:
        """The number, if there was a batch."""
        parts = self.parts
        return float(self._metric.result(*parts)) if parts else float("nan")


class EpochValues:
    """The metrics of an epoch, fed with what its batches give.

    Parameters
    ----------
    means : int
        How many values of a batch, the first ones, are no business of these metrics.
    metrics : sequence of (metric, count)
        How many of the further values are for each.
    """

    def __init__(self, means: int, metrics: Sequence[tuple[EpochMetric, int]]) -> None:
        self._means = means
        self._metrics = metrics
        self.begin()

    def begin(self) -> None:
        """Begin an epoch."""
        self._collected = [Collected(metric) for metric, _ in self._metrics]

    @property
    def parts(self) -> list[np.ndarray]:
        """What is kept of the epoch so far."""
        return [part for collected in self._collected for part in collected.parts]

    def check_parts(self, parts: Sequence[np.ndarray]) -> None:
        """Refuse what these metrics cannot have kept."""
        if len(parts) not in (0, sum(count for _, count in self._metrics)):
            refuse(f"it has {len(parts)} arrays of metrics")

    @parts.setter
    def parts(self, parts: Iterable[np.ndarray]) -> None:
        rest = iter(parts)
        for collected, (_, count) in zip(self._collected, self._metrics):
            collected.parts = list(islice(rest, count))

    def over(self, works: Iterable[Work]) -> Iterator[Work]:
        """Work that gives the first values only; the further ones are kept until `results`."""
        for work in works:
            yield Work(work.sizes, partial(self._run, work))

    def _run(self, work: Work) -> Iterator[Values]:
        for values in work.run():
            yield self.split(values)

    def split(self, values: Values) -> Values:
        """The first values of a batch; those of metrics are kept, and the last tells whether any sample counts."""
        start = self._means
        for collected, (_, count) in zip(self._collected, self._metrics):
            collected.add(values[start : start + count])
            start += count
        means = []
        for value in values[: self._means]:  # here, as a function would cost more than what it does
            kind = PRINTED.get(value.dtype.type) if hasattr(value, "dtype") else None
            means.append(value if kind is None else kind(value))
        return means if values[-1] else Uncounted(means)

    def results(self) -> list[float]:
        """One number for each metric."""
        return [collected.result() for collected in self._collected]

    def of_batch(self, values: Values) -> list[float]:
        """All values of a single batch."""
        (work,) = self.over([Work([1], lambda: [values])])
        (means,) = work.run()
        return [*means, *self.results()]


class EpochLogger(Callback):
    """Puts the metrics of whole epochs into the logs, as `BaseLogger` does with means."""

    def __init__(self, values: EpochValues, labels: Sequence[str]) -> None:
        super().__init__()
        self._values = values
        self._labels = labels

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Begin with new ones."""
        self._values.begin()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Give them."""
        if logs is not None:
            logs.update(zip(self._labels, self._values.results()))
