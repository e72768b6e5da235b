"""The values of a batch, put together from those of all processes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront.distributed.communicator import Communicator
from kerasfront.engine.training.graph import TrainingGraph


class SharedValues:
    """Sums over processes of the values of a step.

    Means are summed times the shares of the processes, sums as they are; what a metric of epochs keeps of each sample
    is joined in the order of the processes, which is that of the rows.

    Parameters
    ----------
    graph : TrainingGraph
    several : bool
        Whether the container has several outputs, so that their losses are among the values.

    Attributes
    ----------
    count : int
        Number of values.
    """

    def __init__(self, graph: TrainingGraph, several: bool) -> None:
        kept = [metric.joined for metric, number in graph.metrics for _ in range(number)]
        self.count = len(graph.values) + 1
        self._losses = len(graph.losses) if several else 0
        self._means = len(graph.values) - len(kept)
        self._summed = [*range(self._means), *(self._means + i for i, joined in enumerate(kept) if not joined)]
        self._summed.append(self.count - 1)
        self._joined = [self._means + i for i, joined in enumerate(kept) if joined]

    def mine(self, values: Sequence[Any], shares: np.ndarray) -> np.ndarray:
        """The part of this process in all sums, as a flat array."""
        rows = shares[-1]
        factors = [1.0, *shares[: self._losses], *[rows] * (self._means - 1 - self._losses)]
        factors += [float(rows > 0)] * (len(self._summed) - self._means)
        parts = [np.ravel(values[i]) for i in self._summed]
        # What does not count is left out: it may be not a number.
        return np.concatenate([part * f if f else np.zeros(len(part)) for part, f in zip(parts, factors)])

    def whole(
        self, sums: np.ndarray, values: Sequence[Any], shares: np.ndarray, communicator: Communicator
    ) -> list[Any]:
        """Return the values of the whole batch."""
        found: list[Any] = list(values)
        start = 0
        for i in self._summed:
            shape = np.shape(values[i])
            stop = start + int(np.prod(shape, dtype=int))
            found[i] = sums[start:stop].reshape(shape)[()]
            start = stop
        if self._joined:
            mine = [np.asarray(values[i])[: None if shares[-1] > 0 else 0] for i in self._joined]
            parts = communicator.all_gather(mine)
            for i, arrays in zip(self._joined, zip(*parts)):
                found[i] = np.concatenate(arrays)
        return found
