"""A source of blocks of batches that a reader provides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import Any

import numpy as np

from kerasfront.engine.training.generators.items import Item, labelled, read_batches
from kerasfront.engine.training.generators.reader import GeneratorEnqueuer
from kerasfront.engine.training.positions import Start
from kerasfront.engine.training.sources import Block
from kerasfront.engine.training.sparse import made_dense

Sized = tuple[int, Sequence[Any]]
"""Number of samples of a batch, and its arrays."""


class ReaderSource:
    """Blocks of batches that a reader has ready.

    Parameters
    ----------
    reader : GeneratorEnqueuer
        At work.
    samples : int or None
        Number of samples of an epoch; None for all of a `Sequence`.
    prepare : callable
        From inputs, targets and sample weights, as they were read, to the arrays of a batch.
    unpack : callable
        From an item of the reader to inputs, targets and sample weights.
    warn : bool
        Whether to warn when the last batch goes beyond `samples`.
    sparse : sequence of bool, optional
        Which of the arrays may be given on as sparse matrices; default: none.
    """

    steady = False
    single = False

    def __init__(
        self,
        reader: GeneratorEnqueuer,
        samples: int | None,
        prepare: Callable[..., Sequence[Any]],
        unpack: Callable[[Any], Item] = labelled,
        warn: bool = False,
        sparse: Sequence[bool] = (),
    ) -> None:
        self._reader = reader
        self._samples = samples
        self._prepare = prepare
        self._unpack = unpack
        self._warn = warn
        self._sparse = sparse
        self._batches: Iterator[Sized] = iter(())
        self._following: Sized | None = None
        self._error: Exception | None = None

    def start(self, start: Start) -> None:
        """Start an epoch, or continue it after some samples."""
        items = read_batches(self._reader, self._samples, self._unpack, start.samples, self._warn)
        self._batches = ((size, made_dense(self._prepare(*item), self._sparse)) for size, item in items)
        self._following = self._error = None

    def take(self, limit: int) -> Block | None:
        """Return the next batch, with those that are ready and can be concatenated with it.

        Batches that were read before an error are given before it is raised.
        """
        begun = perf_counter()
        batches = self._ready_batches(limit)
        if not batches:
            return None
        sizes, arrays = zip(*batches)
        return Block(sizes, _joined(arrays), perf_counter() - begun)

    def _ready_batches(self, limit: int) -> list[Sized]:
        if self._error is not None:
            raise self._error
        batches, self._following = [self._following] if self._following else [], None
        try:
            while not batches or len(batches) < limit and self._reader.ready():
                batch = next(self._batches, None)
                if batch is None:
                    break
                if batches and _kind(batch[1]) != _kind(batches[0][1]):
                    self._following = batch
                    break
                batches.append(batch)
        except Exception as error:
            if not batches:
                raise
            self._error = error
        return batches

    @property
    def position(self) -> np.ndarray:
        """Position of the reader."""
        return self._reader.position

    @position.setter
    def position(self, position: np.ndarray) -> None:
        self._reader.position = position

    def check_position(self, position: np.ndarray, batches: int, samples: int) -> None:
        """Reject an invalid position."""
        self._reader.check_position(position)


def _kind(arrays: Sequence[Any]) -> list[Any]:
    """Properties that arrays must share to be concatenated."""
    return [(array.shape[1:], array.dtype) for array in arrays]


def _joined(several: Sequence[Sequence[Any]]) -> Sequence[Any]:
    """Concatenate the arrays of several batches."""
    return several[0] if len(several) == 1 else [np.concatenate(arrays) for arrays in zip(*several)]
