"""Items of generators."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

from kerasfront.backend.types import is_list, is_mapping
from kerasfront.engine.training.batches import check_count
from kerasfront.engine.training.generators.reader import GeneratorEnqueuer
from kerasfront.errors import ArgumentError
from kerasfront.utils.sequence import is_sequence

Item = tuple[Any, Any, Any]
"""Inputs, targets, sample weights; None where a generator leaves them out."""


def check_amount(argument: str, samples: Any, source: Any) -> int | None:
    """Number of samples to read; None for one epoch of a `Sequence`.

    Raises
    ------
    ArgumentError
        If it is left out where nothing says when to stop.
    """
    if samples is not None:
        return check_count(argument, samples)
    if not is_sequence(source):
        raise ArgumentError(f"{argument} must be given for a generator; only a Sequence tells how long it is.")
    return None


def labelled(item: Any) -> Item:
    """Check an item for training or testing.

    Raises
    ------
    ArgumentError
        If it is not (inputs, targets) or (inputs, targets, sample weights).
    """
    if is_list(item) and len(item) in (2, 3):
        x, y, *weights = item
        return x, y, weights[0] if weights else None
    got = f"a {type(item).__name__}" + (f" of {len(item)}" if is_list(item) else "")
    raise ArgumentError(f"The generator must give tuples (x, y) or (x, y, sample_weight), got {got}.")


def unlabelled(item: Any) -> Item:
    """Check an item for prediction: inputs alone, or first in a tuple as for training."""
    return labelled(item) if isinstance(item, tuple) else (item, None, None)


def count_samples(x: Any) -> int:
    """Number of samples of the inputs of a batch: an array, or a list or dict of arrays.

    Raises
    ------
    ArgumentError
        If there is no array.
    """
    first = next(iter(x.values()), None) if is_mapping(x) else x
    if is_list(x) and x and hasattr(x[0], "shape"):
        first = x[0]
    shape = getattr(first, "shape", ())
    if not shape or shape[0] == 0:
        raise ArgumentError(f"The generator must give batches of at least one sample, as arrays; got inputs {x!r}.")
    return int(shape[0])


def read_batches(
    reader: GeneratorEnqueuer,
    samples: int | None,
    unpack: Callable[[Any], Item] = labelled,
    seen: int = 0,
    warn: bool = False,
) -> Iterator[tuple[int, Item]]:
    """Yield the sizes and contents of batches, until `samples` samples are read, or for one epoch of a `Sequence`.

    Parameters
    ----------
    reader : GeneratorEnqueuer
    samples : int or None
    unpack : callable
        Makes a batch of an item.
    seen : int
        How many of the samples were read before.
    warn : bool
        Whether to warn when the last batch goes beyond `samples`.

    Raises
    ------
    ArgumentError
        If a generator ends before.
    """
    items = reader.epoch() if samples is None else reader.endless
    while samples is None or seen < samples:
        try:
            batch = unpack(next(items))
        except StopIteration:
            break
        size = count_samples(batch[0])
        seen += size
        if warn and samples is not None and seen > samples:
            warnings.warn(
                f"An epoch took {seen} samples, more than samples_per_epoch={samples}. "
                "Make samples_per_epoch a multiple of the generator's batch size.",
                stacklevel=2,
            )
        yield size, batch
    if samples is not None and seen < samples:
        raise ArgumentError(
            f"The generator ended after {seen} of {samples} samples. It must go on for ever (while True: ...)."
        )
