"""The values of a batch, put together from those of all processes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront.backend.types import Tensor
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
    """

    def __init__(self, graph: TrainingGraph, several: bool) -> None:
        self._joined = [metric.joined for metric, number in graph.metrics for _ in range(number)]
        self._losses = len(graph.losses) if several else 0
        self._means = len(graph.values) - len(self._joined)

    def kept(self, values: Sequence[Tensor]) -> Sequence[Tensor]:
        """Those that metrics of epochs keep: `whole` needs what this process has of them."""
        return values[self._means : -1]

    def summed(self, values: Sequence[Tensor]) -> list[Tensor]:
        """Those that are added up."""
        kept = zip(self.kept(values), self._joined)
        return [*values[: self._means], *(value for value, joined in kept if not joined), values[-1]]

    def weigh(self, sums: np.ndarray, shares: np.ndarray) -> None:
        """Multiply what is added up, as a flat array, by the shares of this process."""
        factors = np.full(len(sums), float(shares[-1] > 0))
        factors[: self._means] = [1.0, *shares[: self._losses], *[shares[-1]] * (self._means - 1 - self._losses)]
        sums *= factors
        sums[factors == 0] = 0.0  # what does not count may be not a number

    def whole(
        self,
        sums: Sequence[np.ndarray],
        kept: Sequence[Sequence[Any]],
        counts: Sequence[bool],
        communicator: Communicator,
    ) -> list[list[Any]]:
        """Return the values of whole batches.

        Parameters
        ----------
        sums : sequence of arrays
            Of each batch, over all processes.
        kept : sequence of sequences of arrays
            Of each batch, those of this process.
        counts : sequence of bool
            Of each batch, whether the rows of this process count.
        communicator : Communicator
        """
        joined = self._gathered(kept, counts, communicator)
        return [self._of_batch(*of_batch) for of_batch in zip(sums, kept, joined)]

    def _gathered(
        self, kept: Sequence[Sequence[Any]], counts: Sequence[bool], communicator: Communicator
    ) -> list[list[np.ndarray]]:
        """What is joined of each batch."""
        if not any(self._joined):
            return [[] for _ in kept]
        mine = [
            [np.asarray(x)[: None if counted else 0] for x, joined in zip(of_batch, self._joined) if joined]
            for of_batch, counted in zip(kept, counts)
        ]
        return [[*map(np.concatenate, zip(*parts))] for parts in zip(*communicator.all_gather(mine))]

    def _of_batch(self, sums: np.ndarray, kept: Sequence[Any], joined: Sequence[np.ndarray]) -> list[Any]:
        start, rest, found = self._means, iter(joined), list[Any]()
        for x, is_joined in zip(kept, self._joined):
            stop = start + (0 if is_joined else np.size(x))
            found.append(next(rest) if is_joined else sums[start:stop].reshape(np.shape(x)))
            start = stop
        return [*sums[: self._means], *found, sums[-1]]
