"""The loops of training, testing and prediction. They see blocks and callbacks, neither backend nor model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kerasfront.callbacks import CallbackList
from kerasfront.engine.training.epoch_metrics import EpochMetrics
from kerasfront.engine.training.positions import Start
from kerasfront.engine.training.progress import Progress
from kerasfront.engine.training.sources import BatchSource
from kerasfront.engine.training.step import BlockRunner, Values
from kerasfront.errors import ArgumentError

Report = Callable[[int], Any]
"""Function that receives the number of samples seen."""

Validate = Callable[[int], Sequence[float]]
"""Function from the size of the last batch of an epoch to the values of `metrics_names` on the validation data."""


@dataclass(frozen=True)
class Training:
    """One training of several epochs.

    Attributes
    ----------
    source : BatchSource
    runner : BlockRunner
    metrics : EpochMetrics
    progress : Progress
    callbacks : CallbackList
        `on_train_end` is called in any case, also after an error or an interruption.
    labels : sequence of str
        Names of the values of a batch, and of those that `validate` gives.
    join : callable
        Called after the callbacks have begun the training.
    begin_epoch : callable
        Called before the first batch of each epoch.
    validate : callable or None
        Called with the size of the last batch at the end of each epoch; its values get names with 'val_' before.
    stopped : callable
        Asked after each block and after each epoch whether to stop.
    """

    source: BatchSource
    runner: BlockRunner
    metrics: EpochMetrics
    progress: Progress
    callbacks: CallbackList
    labels: Sequence[str]
    join: Callable[[], None]
    begin_epoch: Callable[[], None]
    validate: Validate | None
    stopped: Callable[[], bool]


def train(training: Training) -> None:
    """Run the epochs and call the callbacks."""
    callbacks = training.callbacks
    callbacks.on_train_begin()
    try:
        training.join()
        for start in training.progress.starts(training.stopped):
            callbacks.on_epoch_begin(start.epoch)
            size = _train_epoch(training, start)
            values = training.validate(size) if training.validate else ()
            callbacks.on_epoch_end(start.epoch, dict(zip((f"val_{label}" for label in training.labels), values)))
            if training.stopped():
                break
    finally:
        callbacks.on_train_end()


def _train_epoch(training: Training, start: Start) -> int:
    """Run the batches of an epoch, until a callback stops the training, and return the size of the last one."""
    source, runner, metrics, progress = training.source, training.runner, training.metrics, training.progress
    done, size = start.batches, start.size
    training.begin_epoch()
    progress.begin_epoch()
    source.start(start)
    while block := source.take(runner.limit(done)):
        progress.advance(block.sizes)
        logs = [{"batch": done + i, "size": size} for i, size in enumerate(block.sizes)]
        training.callbacks.begin_batches(done, logs)
        for entry, values in zip(logs, runner.run(block)):
            means, counts = metrics.add(values)
            entry.update(zip(training.labels, means))
            if not counts:
                entry["counts"] = False
        training.callbacks.end_batches(done, logs)
        done, size = done + len(logs), block.sizes[-1]
        if training.stopped():
            return size
    progress.end_epoch()
    return size


def _batches(source: BatchSource, runner: BlockRunner, report: Report) -> Iterator[tuple[int, Values]]:
    """Yield the size and the values of each batch of an epoch."""
    done = seen = 0
    source.start(Start())
    while block := source.take(runner.limit(done)):
        done += len(block.sizes)
        for size, values in zip(block.sizes, runner.run(block)):
            yield size, values
            seen += size
            report(seen)


def mean(source: BatchSource, runner: BlockRunner, metrics: EpochMetrics, report: Report) -> list[float]:
    """Return the values averaged over all samples, and the metrics of epochs.

    Batches that do not count are left out; if none counts, the values are those of the last one.
    """
    totals: list[float] = []
    counted = 0
    for size, values in _batches(source, runner, report):
        means, counts = metrics.add(values)
        if counts:
            before = totals if counted else [0.0] * len(means)
            totals = [t + float(v) * size for t, v in zip(before, means)]
            counted += size
        elif not counted:
            totals = [float(v) for v in means]
    return [*(total / (counted or 1) for total in totals), *metrics.results()]


def gather(source: BatchSource, runner: BlockRunner) -> list[np.ndarray]:
    """Concatenate the outputs of all batches, if the number of samples is unknown."""
    batches = [values for _, values in _batches(source, runner, lambda seen: None)]
    return [np.concatenate(arrays) for arrays in zip(*batches)]


def collect(source: BatchSource, runner: BlockRunner, samples: int, report: Report) -> list[np.ndarray]:
    """Concatenate the outputs of all batches, up to `samples` samples.

    Raises
    ------
    ArgumentError
        If the model gives another number of rows than it got.
    """
    results: list[np.ndarray] = []
    first = 0
    for size, values in _batches(source, runner, lambda seen: report(min(seen, samples))):
        if not results:
            results = [np.empty((samples, *np.shape(value)[1:]), np.asarray(value).dtype) for value in values]
        for result, value in zip(results, values):
            if len(value) != size:
                raise ArgumentError(f"An output has {len(value)} rows for a batch of {size} samples.")
            result[first : first + size] = value[: samples - first]
        first += size
    return results
