"""One seed for everything."""

from __future__ import annotations

import random

import numpy as np

_seed: int | None = None


def set_random_seed(seed: int) -> None:
    """Seed initial weights, shuffles, and the random operations of models built from now on.

    Initial weights, the order of batches and the seeds of random operations are drawn from NumPy's global generator, as
    classic Keras did, so scripts that call ``numpy.random.seed`` stay repeatable too.

    Parameters
    ----------
    seed : int
        In [0, 2**32).
    """
    global _seed
    np.random.seed(seed)
    random.seed(seed)
    _seed = seed


def last_seed() -> int | None:
    """What `set_random_seed` was last called with, None if it was not."""
    return _seed
