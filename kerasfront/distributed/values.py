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

    def whole(self, sums: np.ndarray, kept: Sequence[Any], counts: bool, communicator: Communicator) -> list[Any]:
        """Return the values of the whole batch.

        Parameters
        ----------
        sums : array
            Over all processes.
        kept : sequence of arrays
            Of this process.
        counts : bool
            Whether its rows count.
        communicator : Communicator
        """
        start, found = self._means, list(kept)
        for i, joined in enumerate(self._joined):
            if not joined:
                stop = start + np.size(kept[i])
                found[i] = sums[start:stop].reshape(np.shape(kept[i]))
                start = stop
        if any(self._joined):
            mine = [np.asarray(x)[: None if counts else 0] for x, joined in zip(kept, self._joined) if joined]
            parts = zip(*communicator.all_gather(mine))
            found = [np.concatenate(next(parts)) if joined else x for x, joined in zip(found, self._joined)]
        return [*sums[: self._means], *found, sums[-1]]
