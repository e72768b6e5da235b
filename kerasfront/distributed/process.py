"""A process that trains together with others, from its start to its end."""

from __future__ import annotations

import random
from collections.abc import Generator
from contextlib import contextmanager

import numpy as np

from kerasfront.batch_parts import ACTIVE as PART
from kerasfront.batch_parts import PARTS, BatchPart, whole_batches
from kerasfront.distributed.communicator import Communicator
from kerasfront.distributed.strategy import DataParallel
from kerasfront.distributed.whereabouts import Whereabouts
from kerasfront.engine.training.strategy import ACTIVE, STRATEGIES, active, alone


@contextmanager
def joined(communicator: Communicator, whereabouts: Whereabouts) -> Generator[None]:
    """Within the block, train together with the other processes.

    The generators of Python and NumPy begin everywhere as in process 0, so that a script without a seed makes the same
    weights and orders in each.
    """
    np.random.set_state(communicator.broadcast(np.random.get_state()))
    random.setstate(communicator.broadcast(random.getstate()))
    strategy = DataParallel(communicator, whereabouts)

    def data_parallel() -> DataParallel:
        return strategy

    def part() -> BatchPart:
        return strategy.part

    PARTS.register(PART)(part)
    if communicator.size > 1:
        STRATEGIES.register(ACTIVE)(data_parallel)
    try:
        yield
    finally:
        PARTS.register(PART)(whole_batches)
        STRATEGIES.register(ACTIVE)(alone)


def rank() -> int:
    """Number of this process among those that train together: 0 if it trains alone."""
    return active().rank


def size() -> int:
    """Number of processes that train together."""
    return active().size
