"""Products of tensors, and rows by number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from kerasfront.testing.conformance.case import Case, as_list, integers, numbers


def _dots() -> Iterator[Case]:
    for left, right in (
        ((3, 4), (4, 2)),
        ((2, 3, 4), (4, 2)),
        ((3, 4), (5, 4, 2)),
        ((2, 3, 4), (5, 4, 2)),
        ((3, 4), (4,)),
        ((4,), (4, 2)),
        ((4,), (4,)),
        ((1, 4), (4, 1)),
    ):
        inputs = numbers(*left), numbers(*right, seed=1)
        yield Case("dot", inputs, np.dot, label=f"{left} {right}", differentiable=True)
    yield Case("dot", (integers(2, 3), integers(3, 2, seed=1)), np.dot, label="integers")
    yield Case("dot", (integers(2, 3), numbers(3, 2)), np.dot, label="integers and floats")


def _by_array(K: Any, x: Any) -> Any:
    return K.dot(x, np.ones((3, 2)))


def _by_sample(x: np.ndarray, y: np.ndarray, axes: Any = None) -> np.ndarray:
    if axes is None:
        axes = (x.ndim - 1, max(y.ndim - 2, 1))
    first, second = (axes, axes) if isinstance(axes, int) else axes
    pairs = _without_samples(first, x), _without_samples(second, y)
    products = np.array([np.tensordot(a, b, pairs) for a, b in zip(x, y)])
    return products[:, None] if products.ndim == 1 else products


def _without_samples(axes: Any, array: np.ndarray) -> list[int]:
    """The axes as they count within one sample."""
    return [axis % array.ndim - 1 for axis in as_list(axes)]


def _batch_dots() -> Iterator[Case]:
    for left, right, axes in (
        ((2, 3, 4), (2, 4, 5), None),
        ((2, 3, 4), (2, 4), None),
        ((2, 3, 4), (2, 5, 4), 2),
        ((2, 4, 3), (2, 4, 5), [1, 1]),
        ((2, 3, 4), (2, 5, 4), (-1, -1)),
        ((3, 4), (3, 4), 1),
        ((3, 4), (3, 5, 4), [1, 2]),
        ((3, 5, 4), (3, 4), (2, 1)),
        ((2, 3, 4, 2), (2, 4, 3), [2, 1]),
        ((2, 3, 4), (2, 3, 4), [[1, 2], [1, 2]]),
    ):
        inputs = numbers(*left), numbers(*right, seed=1)
        arguments = {} if axes is None else {"axes": axes}
        yield Case("batch_dot", inputs, _by_sample, arguments, label=f"{left} {right} {axes}", differentiable=True)
    inputs = numbers(2, 3, 4, 2), numbers(2, 4, 3, seed=1)
    arguments = {"axes": ((2, 1), (1, 2))}
    yield Case("batch_tensordot", inputs, lambda x, y, **_: np.einsum("abcd,acb->ad", x, y), arguments)


def _of_matrices(x: np.ndarray, y: np.ndarray, axes: Any = (-1, -2)) -> np.ndarray:
    first, second = (axes, axes) if isinstance(axes, int) else axes
    x = x if first % x.ndim == x.ndim - 1 else x.swapaxes(-1, -2)
    return np.matmul(x, y if second % y.ndim == y.ndim - 2 else y.swapaxes(-1, -2))


def _stacks() -> Iterator[Case]:
    for left, right, axes in (
        ((2, 3, 4, 5), (2, 3, 5, 2), None),
        ((2, 3, 4, 5), (2, 3, 2, 5), 3),
        ((2, 3, 4, 5), (2, 3, 5, 2), [3, 2]),
        ((2, 3, 5, 4), (2, 3, 2, 5), (2, -1)),
        ((2, 1, 3, 4, 1), (2, 1, 3, 4, 1), -2),
    ):
        inputs = numbers(*left), numbers(*right, seed=1)
        arguments = {} if axes is None else {"axes": axes}
        yield Case("batch_dot", inputs, _of_matrices, arguments, label=f"{left} {right} {axes}", differentiable=True)
    inputs = numbers(2, 3, 4, 2), numbers(2, 3, 4, 2, seed=1)
    yield Case("batch_dot", inputs, _by_sample, {"axes": [[3], [3]]}, label="lists of axes", differentiable=True)


def _rows() -> Iterator[Case]:
    for shape in ((5,), (5, 3), (5, 3, 2)):
        for indices in ((4,), (2, 2), ()):
            places = integers(*indices) if indices else np.array(3, "int32")
            yield Case("gather", (numbers(*shape), places), _take, label=f"{shape} {indices}", differentiable=True)
    yield Case("gather", (numbers(5, 3), integers(4, dtype="int64")), _take, label="int64 indices")
    yield Case("gather", (numbers(5, 3), integers(4, dtype="uint8")), _take, label="uint8 indices")
    yield Case("gather", (integers(5, 3), integers(4).astype("float32")), _take, label="float indices")


def _take(reference: np.ndarray, indices: np.ndarray) -> np.ndarray:
    return reference[indices.astype("int64")]


def _transposed() -> Iterator[Case]:
    for shape in ((4,), (3, 4), (2, 3, 4)):
        yield Case("transpose", (numbers(*shape),), np.transpose, label=str(shape), differentiable=True)


CASES = [
    *_dots(),
    *_batch_dots(),
    *_stacks(),
    Case("dot", (numbers(2, 3),), lambda x: x @ np.ones((3, 2)), build=_by_array, label="an array"),
    *_rows(),
    *_transposed(),
]
