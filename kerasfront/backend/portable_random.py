"""Random numbers that are the same on every backend: NumPy draws them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kerasfront import randomness
from kerasfront.batch_parts import BatchPart, current_part


def across_backends() -> bool:
    """Whether adapters have to draw with `draw`."""
    return randomness.across_backends()


def part_of_rows(sizes: Sequence[int | None]) -> BatchPart | None:
    """The part that `draw` takes for numbers of these static sizes; asked for while the graph is built.

    If the first size is unknown, the first axis has the samples of a batch, or several rows for each.
    """
    return current_part() if list(sizes[:1]) == [None] else None


def draw(
    kind: str, dtype: str, key: Sequence[int], shape: Sequence[int], part: BatchPart | None = None
) -> np.ndarray:
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
    part : BatchPart, optional
        The part of this process, if the first axis has the rows of a batch: it gets what they have in the whole batch.

    Notes
    -----
    The generator is Philox-4x64, which is keyed and counts (Salmon et al., 2011).
    """
    generator = np.random.Generator(np.random.Philox(np.random.SeedSequence([len(key), *map(int, key)])))
    method = generator.random if kind == "uniform" else generator.standard_normal
    before = part.rows_before(shape[0]) if part else 0
    sizes = (before + shape[0], *shape[1:]) if before else tuple(shape)
    drawn = method(sizes, "float64" if dtype == "float64" else "float32")  # type: ignore[call-overload]
    return np.asarray(drawn[before:] if before else drawn, dtype)
