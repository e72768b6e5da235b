"""Division of samples into batches."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from kerasfront.backend.types import Shape, is_array, is_list
from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.utils.checks import check_count as check_count

Key = slice | np.ndarray
"""Selection of samples: a slice, or an array of indices."""


def check_batches(samples: int, batch_size: int, stateful: bool, shapes: Sequence[Shape]) -> None:
    """Reject a division into batches that the model cannot take.

    Parameters
    ----------
    samples, batch_size : int
    stateful : bool
        Sample i of a batch follows sample i of the batch before, so all batches need one size.
    shapes : sequence of shapes
        Of the inputs of the model; a first size that is known is the only one possible.

    Raises
    ------
    ArgumentError
    """
    fixed = next((shape[0] for shape in shapes if shape and shape[0] is not None), None)
    size = min(samples, batch_size)
    if fixed is not None and (size != fixed or samples % fixed):
        raise ArgumentError(
            f"The model was built for batches of {fixed} samples (batch_input_shape), got {samples} samples with "
            f"batch_size={batch_size}. Set batch_size={fixed} and give a multiple of {fixed} samples."
        )
    if stateful and samples % size:
        raise ArgumentError(
            f"A stateful model needs batches of one size, but {samples} samples cannot be divided by "
            f"batch_size={batch_size}."
        )


def make_batches(size: int, batch_size: int) -> list[tuple[int, int]]:
    """Start and end of each batch; the last one may be smaller."""
    return [(start, min(size, start + batch_size)) for start in range(0, size, batch_size)]


def batch_shuffle(index_array: np.ndarray, batch_size: int) -> np.ndarray:
    """Shuffle whole batches; a smaller last one stays last."""
    whole = len(index_array) // batch_size * batch_size
    rows = index_array[:whole].reshape(-1, batch_size).copy()
    np.random.shuffle(rows)
    return np.append(rows.ravel(), index_array[whole:])


def slice_X(X: Any, start: Any = None, stop: int | None = None) -> Any:
    """Select the samples from `start` to `stop`, or those whose indices are in the list or array `start`.

    X: an array or a list of arrays; so is the result.

    Raises
    ------
    ArgumentTypeError
        If a store like an HDF5 dataset cannot pick samples in any order.
    """
    key = np.asarray(start) if hasattr(start, "__len__") else slice(start, stop)
    return cut(X, key) if is_list(X) and not isinstance(X, tuple) else _cut(X, key)


def cut(arrays: Sequence[Any], key: Key) -> list[Any]:
    """Select samples of each array."""
    return [_cut(array, key) for array in arrays]


def cut_several(arrays: Sequence[Any], keys: Sequence[Key]) -> list[Any]:
    """Select the samples of several keys of one kind, one after the other, of each array.

    Only what is picked by number, or is not in one piece, is copied.
    """
    if numbers := [key for key in keys if isinstance(key, np.ndarray)]:
        return cut(arrays, np.concatenate(numbers))
    pieces = [key for key in keys if isinstance(key, slice)]
    if all(before.stop == after.start for before, after in pairwise(pieces)):
        return cut(arrays, slice(pieces[0].start, pieces[-1].stop))
    return [np.concatenate([array[piece] for piece in pieces]) for array in arrays]


def _cut(array: Any, key: Key) -> Any:
    if is_array(array) or isinstance(key, slice):
        return array[key]
    try:
        return array[key.tolist()]
    except TypeError as error:
        raise ArgumentTypeError(
            f"Samples of a {type(array).__name__} cannot be read in random order: {error}. "
            "Pass shuffle='batch' (whole batches in random order), shuffle=False, or an array in memory."
        ) from error
