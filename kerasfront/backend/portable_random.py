"""Random numbers that are the same on every backend: NumPy draws them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kerasfront import randomness


def across_backends() -> bool:
    """Whether adapters have to draw with `draw`."""
    return randomness.across_backends()


def draw(kind: str, dtype: str, key: Sequence[int], shape: Sequence[int], by_rows: bool = False) -> np.ndarray:
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
    by_rows : bool
        Whether the first axis has the samples of a batch, or several of its rows for each: its size was unknown when
        the operation was built. Where a process has a part of the batch, it gets what its rows have in the whole batch.

    Notes
    -----
    The generator is Philox-4x64, which is keyed and counts (Salmon et al., 2011).
    """
    generator = np.random.Generator(np.random.Philox(np.random.SeedSequence([len(key), *map(int, key)])))
    method = generator.random if kind == "uniform" else generator.standard_normal
    before = _rows_before(shape[0]) if by_rows else 0
    sizes = (before + shape[0], *shape[1:]) if before else tuple(shape)
    drawn = method(sizes, "float64" if dtype == "float64" else "float32")  # type: ignore[call-overload]
    return np.asarray(drawn[before:] if before else drawn, dtype)


def _rows_before(size: int) -> int:
    """Number of rows of the whole batch that come before those of this process, of which there are `size`."""
    first, rows = randomness.part()
    return first * size // rows if rows else 0
