"""One seed for everything."""

from __future__ import annotations

import random
from collections.abc import Generator
from contextlib import contextmanager

import numpy as np

from kerasfront.batch_parts import current_part

_seed: int | None = None
_across_backends = False


def set_random_seed(seed: int, across_backends: bool = False) -> None:
    """Seed initial weights, shuffles, and the random operations of models built from now on.

    Initial weights, the order of batches and the seeds of random operations are drawn from NumPy's global generator, as
    classic Keras did, so scripts that call ``numpy.random.seed`` stay repeatable too. What is built and trained after
    two calls with the same seed is equal, bit by bit, on one backend. `History.seed` has the seed.

    Parameters
    ----------
    seed : int
        In [0, 2**32).
    across_backends : bool
        Let NumPy also draw noise and dropout masks in models built from now on, until the next call of this function.
        They are then the same on every backend, and take longer.
    """
    global _seed, _across_backends
    np.random.seed(seed)
    random.seed(seed)
    _seed = seed
    _across_backends = across_backends


@contextmanager
def seeded(seed: int) -> Generator[None]:
    """In the block, as after `set_random_seed`; after it, the generators go on as if there had been none."""
    before = _seed, _across_backends
    with undisturbed():
        set_random_seed(seed, _across_backends)
        try:
            yield
        finally:
            _restore(*before)


@contextmanager
def undisturbed() -> Generator[None]:
    """After the block, the global generators of Python and NumPy go on as if nothing had been drawn in it."""
    numpy, python = np.random.get_state(), random.getstate()
    try:
        yield
    finally:
        np.random.set_state(numpy)
        random.setstate(python)


def _restore(seed: int | None, across: bool) -> None:
    global _seed, _across_backends
    _seed, _across_backends = seed, across


def last_seed() -> int | None:
    """The seed of the last call of `set_random_seed`; None if there was none."""
    return _seed


def across_backends() -> bool:
    """Whether NumPy draws for random operations, so that they are equal on all backends.

    The last call of `set_random_seed` asked for it, or each process draws for its rows of a batch.
    """
    return _across_backends or current_part() is not None
