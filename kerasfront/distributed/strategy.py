"""Data parallelism: the strategy of a process that trains together with others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from kerasfront.batch_parts import BatchPart
from kerasfront.callbacks import Callback
from kerasfront.distributed.agreement import agree_on, alike
from kerasfront.distributed.communicator import Communicator
from kerasfront.distributed.steps import DataParallelSteps
from kerasfront.distributed.whereabouts import Whereabouts
from kerasfront.engine.training.functions import Functions
from kerasfront.engine.training.resume import State
from kerasfront.errors import within


class DataParallel:
    """The strategy of a process that trains together with others.

    Parameters
    ----------
    communicator : Communicator
    whereabouts : Whereabouts
        Called in this process, whatever it trains, before all other callbacks.

    Attributes
    ----------
    part : BatchPart
        The part of this process in batches.
    """

    def __init__(self, communicator: Communicator, whereabouts: Whereabouts) -> None:
        self._communicator = communicator
        self._whereabouts = whereabouts
        self.rank = communicator.rank
        self.size = communicator.size
        self.part = BatchPart(communicator.rank, communicator.size, communicator.sum)

    def steps(self, functions: Functions) -> DataParallelSteps:
        """Make the steps of a compiled container."""
        return DataParallelSteps(functions, self._communicator, self.part, self._whereabouts)

    def present(self, callbacks: list[Callback]) -> list[Callback]:
        """Return the callbacks that are called in this process: in all but the first, those that do not write."""
        own = [callback for callback in callbacks if self.rank == 0 or not callback.writes]
        return [self._whereabouts, *own]

    def join(self, facts: Mapping[str, Any], keep: Callable[[], State], put_back: Callable[[State], None]) -> None:
        """Compare what is to be trained, and begin where process 0 is."""
        with within("Training by several processes"):
            mine = keep()
        agree_on(self._communicator, {**mine[1]["training"], **facts})
        theirs: State = self._communicator.broadcast(mine if self.rank == 0 else None)
        if self.rank:
            arrays, own = theirs[0], mine[0]
            fitting = {name: x if alike(own.get(name, x), x) else own[name] for name, x in arrays.items()}
            put_back((fitting, theirs[1]))

    def agreed(self, stopped: Callable[[], bool]) -> Callable[[], bool]:
        """Return the function that tells whether one of the processes wants to stop."""

        def one_wants_to() -> bool:
            wishes = np.array([stopped()], "float32")
            self._communicator.sum(wishes)
            return bool(wishes[0])

        return one_wants_to
