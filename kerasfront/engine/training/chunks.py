"""Many batches in one call, where no callback has to be called in between."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from time import perf_counter
from typing import Any

import numpy as np

from kerasfront.backend.feeding import BatchesFunction
from kerasfront.engine.training.batches import Key, cut_several
from kerasfront.engine.training.loops import Sized, Values, Work

SECONDS = 0.2
"""How long a call may take: an interruption, a callback's wish to stop and the bar of progress wait for its end."""

BYTES = 2**24
"""How much data a call may take and give. With the copies on the way, memory has held up to five times as much."""


class Pace:
    """Learns how many batches a call may have.

    Parameters
    ----------
    stride : int
        A call ends where the number of batches of the epoch so far is a multiple of it; 0: anywhere.
    """

    def __init__(self, stride: int = 0) -> None:
        self.stride = stride
        self._batches = 1

    def batches(self, done: int) -> int:
        """The most for the next call, after `done` batches of the epoch; the first call has a single one."""
        return min(self._batches, self.stride - done % self.stride) if self.stride else self._batches

    def run(
        self, function: BatchesFunction, get: Callable[[], Sequence[Any]], sizes: Sequence[int]
    ) -> Sequence[Values]:
        """The values that `function` gives for the arrays that `get` gives."""
        begun = perf_counter()
        samples = get()
        values = function(samples, sizes)
        size = _bytes(samples) + len(values) * _bytes(values[0])
        share = max((perf_counter() - begun) / SECONDS, size / BYTES)
        self._batches = max(1, int(len(sizes) / share))
        return values


def in_chunks(
    function: BatchesFunction, arrays: Sequence[Any], batches: Iterable[tuple[int, Key]], pace: Pace, done: int = 0
) -> Iterator[Work]:
    """Work of as many batches as `pace` allows, cut out of `arrays`; `done` batches of the epoch were run before."""
    rest = iter(batches)
    while chunk := list(islice(rest, pace.batches(done))):
        done += len(chunk)
        sizes, keys = zip(*chunk)
        yield Work(sizes, partial(pace.run, function, partial(cut_several, arrays, keys), sizes))


def as_they_come(
    function: BatchesFunction, batches: Iterable[Sized], ready: Callable[[], bool], pace: Pace, done: int = 0
) -> Iterator[Work]:
    """Work of batches that are read: of those that are there already, as many as `pace` allows.

    Parameters
    ----------
    function : callable
    batches : iterable of (int, list of arrays)
        Sizes and arrays.
    ready : callable
        Tells whether the next batch is there.
    pace : Pace
    done : int
        How many batches of the epoch were run before.
    """
    for portion in _portions(batches, ready, pace, done):
        sizes, arrays = zip(*portion)
        yield Work(sizes, partial(pace.run, function, partial(_joined, arrays), sizes))


def _portions(batches: Iterable[Sized], ready: Callable[[], bool], pace: Pace, done: int) -> Iterator[list[Sized]]:
    """Those that are run together; what was read before an error is run before it is raised."""
    held: list[Sized] = []
    try:
        for batch in batches:
            if held and _kind(batch[1]) != _kind(held[0][1]):
                yield held
                held = []
            held.append(batch)
            done += 1
            if len(held) >= pace.batches(done - len(held)) or not ready():
                yield held
                held = []
    except Exception:
        if held:
            yield held
        raise
    if held:
        yield held


def _kind(arrays: Sequence[Any]) -> list[Any]:
    """What arrays have in common that can be joined."""
    return [(array.shape[1:], array.dtype) for array in arrays]


def _joined(several: Sequence[Sequence[Any]]) -> Sequence[Any]:
    """The arrays of several batches, one after the other."""
    return several[0] if len(several) == 1 else [np.concatenate(arrays) for arrays in zip(*several)]


def _bytes(arrays: Sequence[Any]) -> int:
    return sum(array.nbytes for array in arrays)
