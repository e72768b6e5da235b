"""Metrics of whole epochs, besides values that are averaged over batches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from kerasfront.backend.types import Shape
from kerasfront.callbacks import Callback
from kerasfront.callbacks.base import Logs
from kerasfront.engine.training.positions import refuse
from kerasfront.engine.training.printed import PRINTED
from kerasfront.metrics import EpochMetric


class StepValues(NamedTuple):
    """Values of a batch in training and testing.

    Attributes
    ----------
    means : sequence of numbers
        The loss, and the metrics that are means over batches.
    counts : bool
        Whether a sample of the batch counts; if not, its weight is 0 in means over batches.
    """

    means: Sequence[Any]
    counts: bool


class Collected:
    """Values that a metric collects over the batches of an epoch."""

    def __init__(self, metric: EpochMetric) -> None:
        self._metric = metric
        self._batches: list[Sequence[Any]] = []
        self._sums: list[np.ndarray] = []

    @property
    def parts(self) -> list[np.ndarray]:
        """The collected values: all samples so far, or sums over them."""
        return [np.concatenate(arrays) for arrays in zip(*self._batches)] if self._metric.joined else self._sums

    @parts.setter
    def parts(self, parts: list[np.ndarray]) -> None:
        self._batches, self._sums = [parts] if parts else [], parts

    def add(self, kept: Sequence[Any]) -> None:
        """Add the values of a batch."""
        if self._metric.joined:
            self._batches.append(kept)
        else:
            arrays = [np.asarray(array, "float64") for array in kept]
            self._sums = [a + b for a, b in zip(self._sums, arrays)] if self._sums else arrays

    def result(self) -> float:
        """Compute the metric, if there was a batch."""
        parts = self.parts
        return float(self._metric.result(*parts)) if parts else float("nan")


class EpochMetrics:
    """Metrics of an epoch, computed from the values of its batches.

    Parameters
    ----------
    means : int
        Number of values of a batch that are means over batches; they come first.
    metrics : sequence of (metric, count)
        The metrics of epochs, with the number of further values that each takes.
    shapes : sequence of shapes
        Those of these values, for a batch.
    """

    def __init__(self, means: int, metrics: Sequence[tuple[EpochMetric, int]], shapes: Sequence[Shape] = ()) -> None:
        self._means = means
        self._metrics = metrics
        self._shapes = shapes
        self.begin()

    def begin(self) -> None:
        """Start an epoch."""
        self._collected = [Collected(metric) for metric, _ in self._metrics]

    @property
    def parts(self) -> list[np.ndarray]:
        """Values collected in the epoch so far."""
        return [part for collected in self._collected for part in collected.parts]

    def check_parts(self, parts: Sequence[np.ndarray]) -> None:
        """Reject values that these metrics cannot have collected."""
        joined = [metric.joined for metric, count in self._metrics for _ in range(count)]
        if len(parts) not in (0, len(joined)):
            refuse(f"it has {len(parts)} arrays of metrics")
        for part, shape, free in zip(parts, self._shapes, joined):
            sizes = zip(part.shape[free:], shape[free:])
            if part.ndim != len(shape) or any(expected not in (None, size) for size, expected in sizes):
                refuse(f"an array of shape {part.shape} cannot have been collected by a metric")

    @parts.setter
    def parts(self, parts: Iterable[np.ndarray]) -> None:
        rest = iter(parts)
        for collected, (_, count) in zip(self._collected, self._metrics):
            collected.parts = list(islice(rest, count))

    def add(self, values: Sequence[Any]) -> StepValues:
        """Separate the values of a batch, and collect those of the metrics of epochs."""
        start = self._means
        for collected, (_, count) in zip(self._collected, self._metrics):
            collected.add(values[start : start + count])
            start += count
        means: list[Any] = []
        for value in values[: self._means]:  # here, as a function would cost more than what it does
            kind = PRINTED.get(value.dtype.type) if hasattr(value, "dtype") else None
            means.append(value if kind is None else kind(value))
        return StepValues(means, bool(values[-1]))

    def results(self) -> list[float]:
        """Compute the metrics."""
        return [collected.result() for collected in self._collected]

    def of_batch(self, values: Sequence[Any]) -> list[float]:
        """Return all values for an epoch of this batch only."""
        return [*self.add(values).means, *self.results()]


class EpochLogger(Callback):
    """Add the metrics of whole epochs to the logs, as `BaseLogger` does with means."""

    def __init__(self, metrics: EpochMetrics, labels: Sequence[str]) -> None:
        super().__init__()
        self._metrics = metrics
        self._labels = labels

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Reset the metrics."""
        self._metrics.begin()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Add the metrics to the logs."""
        if logs is not None:
            logs.update(zip(self._labels, self._metrics.results()))
