"""Random numbers that are the same on every backend: NumPy draws them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kerasfront import randomness


def across_backends() -> bool:
    """Whether adapters have to draw with `draw`."""
    return randomness.across_backends()


def draw(kind: str, dtype: str, key: Sequence[int], shape: Sequence[int]) -> np.ndarray:
    """The numbers of an operation in a run.

    Parameters
    ----------
    kind : {'uniform', 'normal'}
        Over [0, 1), or of mean 0 and deviation 1.
    dtype : str
        A float type.
    key : sequence of int
        What decides the numbers: the seed of the operation, how often it was run before, and in loops the numbers of
        the step, the outermost loop first.
    shape : sequence of int

    Notes
    -----
    The generator is Philox-4x64, which is keyed and counts (Salmon et al., 2011).
    """
    generator = np.random.Generator(np.random.Philox(np.random.SeedSequence([len(key), *map(int, key)])))
    method = generator.random if kind == "uniform" else generator.standard_normal
    drawn = method(tuple(shape), "float64" if dtype == "float64" else "float32")  # type: ignore[call-overload]
    return np.asarray(drawn, dtype)
