"""The loops of fit, evaluate and predict. They see work to be run and callbacks; no backend, no model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from kerasfront.callbacks import CallbackList
from kerasfront.errors import ArgumentError

Values = Sequence[Any]
"""What a batch gives: numbers in training and test, arrays in prediction."""


class Uncounted(list[Any]):
    """The values of a batch without a sample that counts: of weight 0 in means."""


class Start(NamedTuple):
    """Where an epoch begins: at its first batch, or further on if it goes on from an earlier training.

    Attributes
    ----------
    epoch : int
    batches, samples : int
        Of it that were run before.
    size : int
        Number of samples of the last of these batches.
    """

    epoch: int
    batches: int = 0
    samples: int = 0
    size: int = 0


@dataclass(frozen=True)
class Work:
    """Batches that are run in one go: one, or several if no callback has to be called in between.

    Attributes
    ----------
    sizes : sequence of int
        Number of samples of each batch.
    run : callable
        Without arguments; gives the values of each batch.
    """

    sizes: Sequence[int]
    run: Callable[[], Iterable[Values]]


Sized = tuple[int, Sequence[Any]]
"""The number of samples of a batch, and its arrays."""


def one_by_one(function: Callable[[Sequence[Any]], Values], batches: Iterable[Sized]) -> Iterator[Work]:
    """Work of one batch each."""

    def run(arrays: Sequence[Any]) -> list[Values]:
        return [function(arrays)]

    for size, arrays in batches:
        yield Work([size], partial(run, arrays))


def fit(
    starts: Iterable[Start],
    work: Callable[[Start], Iterable[Work]],
    callbacks: CallbackList,
    labels: Sequence[str],
    validate: Callable[[int], Values] | None,
    stopped: Callable[[], bool],
) -> None:
    """Run the epochs and tell the callbacks.

    Parameters
    ----------
    starts : iterable of Start
        Of the epochs.
    work : callable
        Gives the work of an epoch from its start on; called once for each, after `on_epoch_begin`.
    callbacks : CallbackList
        `on_train_end` is called in any case, also after an error or an interruption.
    labels : sequence of str
        Names of the values that work and `validate` give.
    validate : callable or None
        Called with the size of the last batch at the end of each epoch; its values get names with 'val_' before.
    stopped : callable
        Asked after each piece of work and after each epoch whether to stop.
    """
    callbacks.on_train_begin()
    try:
        for start in starts:
            callbacks.on_epoch_begin(start.epoch)
            size = _fit_epoch(work(start), start, callbacks, labels, stopped)
            found = zip((f"val_{label}" for label in labels), validate(size)) if validate else ()
            callbacks.on_epoch_end(start.epoch, dict(found))
            if stopped():
                break
    finally:
        callbacks.on_train_end()


def _fit_epoch(
    works: Iterable[Work], start: Start, callbacks: CallbackList, labels: Sequence[str], stopped: Callable[[], bool]
) -> int:
    """The batches of one epoch, until one stops the training; gives the size of the last one."""
    batch, size = start.batches, start.size
    for work in works:
        logs = [{"batch": batch + i, "size": size} for i, size in enumerate(work.sizes)]
        callbacks.begin_batches(batch, logs)
        for entry, values in zip(logs, work.run()):
            entry.update(zip(labels, values))
            if isinstance(values, Uncounted):
                entry["counts"] = False
        callbacks.end_batches(batch, logs)
        batch, size = batch + len(logs), work.sizes[-1]
        if stopped():
            break
    return size


def mean(works: Iterable[Work], progress: Callable[[int], Any]) -> list[float]:
    """The values of all batches, averaged by their numbers of samples; `progress` is told the samples seen.

    Batches that do not count are left out; if none counts, the values are those of the last one.
    """
    totals: list[float] = []
    seen = counted = 0
    for work in works:
        for size, values in zip(work.sizes, work.run()):
            seen += size
            progress(seen)
            if not isinstance(values, Uncounted):
                before = totals if counted else [0.0] * len(values)
                totals = [t + float(v) * size for t, v in zip(before, values)]
                counted += size
            elif not counted:
                totals = [float(v) for v in values]
    return [total / (counted or 1) for total in totals]


def gather(works: Iterable[Work]) -> list[np.ndarray]:
    """The arrays of all batches, one after the other, when nobody knows how many samples there will be."""
    batches = [values for work in works for values in work.run()]
    return [np.concatenate(arrays) for arrays in zip(*batches)]


def collect(works: Iterable[Work], samples: int, progress: Callable[[int], Any]) -> list[np.ndarray]:
    """The arrays of all batches, one after the other, cut at `samples`; `progress` is told the samples seen.

    Raises
    ------
    ArgumentError
        If the model gives another number of rows than it got.
    """
    results: list[np.ndarray] = []
    seen = 0
    for work in works:
        for size, values in zip(work.sizes, work.run()):
            if not results:
                results = [np.empty((samples, *np.shape(value)[1:]), np.asarray(value).dtype) for value in values]
            for result, value in zip(results, values):
                if len(value) != size:
                    raise ArgumentError(f"An output has {len(value)} rows for a batch of {size} samples.")
                result[seen : seen + size] = value[: samples - seen]
            seen += size
            progress(min(seen, samples))
    return results
