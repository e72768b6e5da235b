"""Checks of the arrays that users feed, with their messages, for all adapters."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from kerasfront.backend.foreign_tensors import owner
from kerasfront.backend.types import Dtype, Shape
from kerasfront.errors import ArgumentError, ArgumentTypeError

BatchesFunction: TypeAlias = Callable[[Sequence[Any], Sequence[int]], list[list[Any]]]
"""(arrays with the samples of all batches, sizes of the batches) -> values of each batch."""


MOST_DENSE = 2**32
"""Size in bytes up to which a sparse matrix is made dense."""


def dense(matrix: Any) -> np.ndarray:
    """Make a SciPy sparse matrix, or a part of it, dense.

    Raises
    ------
    ArgumentError
        If that would take more than 4 GiB.
    """
    size = math.prod(matrix.shape) * matrix.dtype.itemsize
    if size > MOST_DENSE:
        raise ArgumentError(
            f"A sparse matrix of shape {tuple(matrix.shape)} would take {size / 2**30:.0f} GiB if it were made dense. "
            "Feed smaller batches (batch_size=...), or make the input sparse: Input(shape, sparse=True)."
        )
    return matrix.toarray()


@dataclass(frozen=True)
class Slot:
    """A place that takes an array: an input of a function, or a variable."""

    name: str
    shape: Shape
    dtype: Dtype

    @cached_property
    def of_all_batches(self) -> Slot:
        """The slot for the samples of several batches; an input without axes is the same for each of them."""
        return replace(self, shape=(None, *self.shape[1:])) if self.shape else self

    @cached_property
    def _known(self) -> list[tuple[int, int]]:
        """The axes whose sizes are given, with these."""
        return [(axis, size) for axis, size in enumerate(self.shape) if size is not None]

    def array(self, value: Any) -> np.ndarray:
        """Convert `value` to an array of this dtype.

        Raises
        ------
        ArgumentTypeError
            If it is a tensor.
        ArgumentError
            If its shape does not fit.
        """
        if hasattr(value, "toarray"):
            value = dense(value)
        try:
            array = np.asarray(value, dtype=self.dtype)
        except Exception:
            backend = owner(value)
            if backend is not None:
                raise ArgumentTypeError(
                    f"{self.name} takes an array, a tensor of backend {backend.name!r} was given. Hand over its value: "
                    f"kerasfront.backend.load({backend.name!r}).eval(tensor)."
                ) from None
            raise
        if array.ndim != len(self.shape) or any(array.shape[axis] != size for axis, size in self._known):
            raise ArgumentError(f"{self.name} has shape {self.shape}, the value given has shape {array.shape}.")
        return array


@dataclass(frozen=True)
class SparseSlot:
    """A place that takes a SciPy sparse matrix."""

    name: str
    dtype: Dtype

    def array(self, value: Any) -> Any:
        """Convert `value` to compressed rows of this dtype, without duplicates, sorted.

        Raises
        ------
        ArgumentTypeError
            If it is not sparse.
        """
        if not hasattr(value, "tocsr"):
            raise ArgumentTypeError(
                f"{self.name} is sparse and takes a SciPy sparse matrix, got {type(value).__name__}. "
                "Make one of it: scipy.sparse.csr_matrix(array)."
            )
        matrix = value.tocsr().astype(self.dtype)
        matrix.sum_duplicates()
        return matrix


def check_count(inputs: Sequence[Any], values: Sequence[Any]) -> None:
    """Refuse a wrong number of arrays for a function, and one array in place of their list."""
    if not isinstance(values, (list, tuple)):
        raise ArgumentTypeError(f"A function takes a list of arrays, got {type(values).__name__}. Write [array].")
    if len(values) != len(inputs):
        raise ArgumentError(f"The function has {len(inputs)} inputs, {len(values)} arrays were given.")


def refuse_index(error: Exception, pattern: str) -> None:
    """Raise the error for an index out of range, if that is why a function failed.

    pattern: what the message of the library's error is like then; its first group is the size of the axis.
    """
    found = re.search(pattern, str(error))
    if found:
        raise out_of_range(int(found[1])) from error


def out_of_range(size: int) -> ArgumentError:
    """Make the error for an index that is outside of an axis of this size."""
    return ArgumentError(
        f"An index is out of range: elements of an axis of size {size} are taken by whole numbers from 0 to {size - 1} "
        "(as K.gather and Embedding do), and there was another one."
    )


def check_given(missing: Sequence[str]) -> None:
    """Refuse to compute what depends on placeholders, named in `missing`, that are not among the inputs."""
    if missing:
        raise ArgumentError(
            f"What is to be computed depends on {', '.join(missing)}, which is not among the inputs. Make it one, or "
            "compute from the inputs alone. (A loss that was added to a model counts within another model only if a "
            "layer added it in its call.)"
        )


def cut_batches(arrays: Sequence[Any], sizes: Sequence[int]) -> Iterator[list[Any]]:
    """Cut arrays that hold several batches into batches; an array without axes is the same for each of them."""
    cut = [np.ndim(array) > 0 for array in arrays]
    stop = 0
    for size in sizes:
        start, stop = stop, stop + size
        yield [array[start:stop] if has_axes else array for array, has_axes in zip(arrays, cut)]


def batch_by_batch(step: Callable[[Sequence[Any]], list[Any]]) -> BatchesFunction:
    """Make a function over batches that calls `step` for each batch."""
    return lambda arrays, sizes: [step(batch) for batch in cut_batches(arrays, sizes)]
