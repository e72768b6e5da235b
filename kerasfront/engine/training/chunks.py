"""Many batches in one call, where no callback has to be called in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from time import perf_counter
from typing import Any

from kerasfront.backend.feeding import BatchesFunction
from kerasfront.engine.training.batches import Key, cut_several
from kerasfront.engine.training.loops import Values, Work

SECONDS = 0.2
"""How long a call may take: an interruption, a callback's wish to stop and the bar of progress wait for its end."""

BYTES = 2**25
"""How much data a call may take and give."""


class Pace:
    """Learns how many batches a call may have.

    Attributes
    ----------
    batches : int
        For the next call; the first one has a single batch.
    """

    def __init__(self) -> None:
        self.batches = 1

    def run(
        self, function: BatchesFunction, arrays: Sequence[Any], keys: Sequence[Key], sizes: Sequence[int]
    ) -> Sequence[Values]:
        """The values that `function` gives for the samples `keys` of `arrays`."""
        begun = perf_counter()
        samples = cut_several(arrays, keys)
        values = function(samples, sizes)
        size = _bytes(samples) + len(values) * _bytes(values[0])
        share = max((perf_counter() - begun) / SECONDS, size / BYTES)
        self.batches = max(1, int(len(sizes) / share))
        return values


def in_chunks(
    function: BatchesFunction, arrays: Sequence[Any], batches: Iterable[tuple[int, Key]], pace: Pace
) -> Iterator[Work]:
    """Work of as many batches as `pace` allows, cut out of `arrays`."""
    rest = iter(batches)
    while chunk := list(islice(rest, pace.batches)):
        sizes, keys = zip(*chunk)
        yield Work(sizes, partial(pace.run, function, arrays, keys, sizes))


def _bytes(arrays: Sequence[Any]) -> int:
    return sum(array.nbytes for array in arrays)
