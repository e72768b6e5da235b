"""Progress of a training: the state from which it resumes as if it had not been interrupted."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

import kerasfront.engine.training.resume as resume
from kerasfront import backend as K
from kerasfront.callbacks import Callback
from kerasfront.engine.training.epoch_metrics import EpochMetrics
from kerasfront.engine.training.functions import Functions
from kerasfront.engine.training.own_functions import OwnFunctions
from kerasfront.engine.training.positions import Start
from kerasfront.engine.training.resume import State
from kerasfront.engine.training.sources import BatchSource


class Progress:
    """Progress of a training, updated with each block.

    Parameters
    ----------
    functions : Functions or OwnFunctions
        Those of the training, which know the variables that it reads and changes.
    source : BatchSource
    metrics : EpochMetrics
    callbacks : sequence of Callback
        Those that have something to keep.
    epochs : range
        Those to run.
    description : callable
        Gives what `resume.describe` says of the training.
    """

    def __init__(
        self,
        functions: Functions | OwnFunctions,
        source: BatchSource,
        metrics: EpochMetrics,
        callbacks: Sequence[Callback],
        epochs: range,
        description: Callable[[], Mapping[str, Any]],
    ) -> None:
        self._functions = functions
        self._source = source
        self._metrics = metrics
        self._callbacks = [callback for callback in callbacks if callback.kept]
        self._epochs = epochs
        self._description = description
        self._start = Start()
        self._sizes: list[int] = []  # of the batches since then
        self._restored: State | None = None

    @property
    def _next(self) -> Start:
        epoch, batches, samples, size = self._start
        sizes = [size, *self._sizes]
        return Start(epoch, batches + len(self._sizes), samples + sum(self._sizes), sizes[-1])

    def starts(self, stopped: Callable[[], bool]) -> Iterator[Start]:
        """The remaining epochs; none if a restored training had been stopped."""
        for epoch in self._epochs:
            if epoch >= self._start.epoch and not stopped():
                self._start = self._start if self._start.epoch == epoch else Start(epoch)
                yield self._start

    def begin_epoch(self) -> None:
        """Restore the state again after callbacks have started the epoch, which may have changed it."""
        if self._restored is not None:
            self._put_back(self._restored)
            self._restored = None

    def advance(self, sizes: Sequence[int]) -> None:
        """Count the batches of the next block."""
        self._sizes += sizes

    def end_epoch(self) -> None:
        """Start the next epoch."""
        self._start, self._sizes = Start(self._start.epoch + 1), []

    def keep(self) -> State:
        """Return the state after a block or an epoch: variables, position, random generators, metrics, callbacks."""
        _, words, position, *normal = np.random.get_state()
        version, numbers, rest = random.getstate()
        arrays = _numbered("variable", K.batch_get_value(self._functions.state))
        arrays |= {"numpy": np.asarray(words), "python": np.asarray(numbers, "uint32"), "place": self._source.position}
        start = self._next
        if start.batches:
            arrays |= _numbered("metric", self._metrics.parts)
        callbacks = [[_name(callback), callback.get_state()] for callback in self._callbacks]
        generators = {"numpy": [position, *normal], "python": [version, rest]}
        return arrays, {"start": start, **generators, "callbacks": callbacks, "training": self._description()}

    def restore(self, state: State) -> None:
        """Restore a state.

        Raises
        ------
        ArgumentError
            If it is that of another training: of another model, other callbacks or another number of samples.
        """
        start = self._check(state)
        self._put_back(state)
        self._start = start
        self._restored = state if start.batches else None

    def _check(self, state: State) -> Start:
        """Check a state, and return its start."""
        arrays, facts = state
        resume.check_training(facts["training"], self._description())
        start = resume.check_start(facts["start"], self._epochs)
        resume.check_variables(_listed("variable", arrays), self._functions.state, self._functions.scalars)
        resume.check_generators(arrays, facts)
        resume.check_callbacks(facts["callbacks"], self._callbacks)
        self._source.check_position(arrays["place"], start.batches, start.samples)
        self._metrics.check_parts(_listed("metric", arrays))
        return start

    def _put_back(self, state: State) -> None:
        arrays, facts = state
        python, numpy = resume.check_generators(arrays, facts)
        random.setstate(python)
        np.random.set_state(numpy)
        self._source.position = arrays["place"]
        K.batch_set_value(list(zip(self._functions.state, _listed("variable", arrays))))
        self._metrics.parts = _listed("metric", arrays)
        for callback, (_, kept) in zip(self._callbacks, facts["callbacks"]):
            callback.set_state(kept)


def _numbered(name: str, arrays: Iterable[np.ndarray]) -> dict[str, np.ndarray]:
    return {f"{name}_{i}": array for i, array in enumerate(arrays)}


def _listed(name: str, arrays: Mapping[str, np.ndarray]) -> list[np.ndarray]:
    """Inverse of `_numbered`."""
    count = sum(key.startswith(f"{name}_") for key in arrays)
    return [arrays[f"{name}_{i}"] for i in range(count)]


def _name(callback: Callback) -> str:
    return type(callback).__name__
