"""Properties of K for all shapes, tested on shapes that Hypothesis draws (it must be installed).

A package that brings a backend tests it with two lines::

    from kerasfront.testing.laws import make_test

    test_laws = make_test("mybackend")
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as drawn

from kerasfront import backend as K

SIZES = st.integers(1, 4)
RANK = 3
AXES = [axes for count in range(1, RANK + 1) for axes in combinations(range(RANK), count)]


def _numbers(shape: Any) -> st.SearchStrategy[np.ndarray]:
    """Draw arrays of whole numbers in 'float32', whose sums are exact."""
    return drawn.arrays("float32", shape, elements=st.integers(-20, 20))


def _tried(examples: int, **arrays: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], None]:
    """Run the decorated function on drawn arguments, the same in every run, so that compiled code is reused."""

    def run(holds: Callable[..., None]) -> None:
        settings(max_examples=examples, deadline=None, database=None, derandomize=True)(given(**arrays)(holds))()

    return run


def reductions(K: Any) -> None:
    """Check reductions over every set of axes, with and without the axes kept, against NumPy."""
    x = K.placeholder(ndim=RANK)
    asked = [(op, axes, keep) for op in ("sum", "max", "mean") for axes in AXES for keep in (False, True)]
    function = K.function([x], [getattr(K, op)(x, axes, keepdims=keep) for op, axes, keep in asked])

    @_tried(25, array=_numbers(st.tuples(SIZES, SIZES, SIZES)))
    def holds(array: np.ndarray) -> None:
        for (op, axes, keep), result in zip(asked, function([array])):
            answer = getattr(np, op)(array.astype("float64"), axis=axes, keepdims=keep)
            np.testing.assert_allclose(result, answer, rtol=1e-5, atol=1e-6, err_msg=f"{op} {axes} {keep}")


def shapes_and_back(K: Any) -> None:
    """Check that reshaping, permuting, padding, repeating and reversing can be undone."""
    x = K.placeholder(ndim=RANK)
    flat = K.reshape(K.flatten(x), K.shape(x))
    rows = K.reshape(K.batch_flatten(x), K.shape(x))
    permuted = K.permute_dimensions(K.permute_dimensions(x, (2, 0, 1)), (1, 2, 0))
    padded = K.temporal_padding(x, 2)[:, 2:-2]
    repeated = K.repeat_elements(x, 3, 1)[:, ::3]
    tiled = K.tile(x, (1, 1, 2))[:, :, : K.shape(x)[2]]
    back = [flat, rows, permuted, padded, repeated, tiled, K.reverse(K.reverse(x, (0, 2)), [2, 0])]
    function = K.function([x], back)

    @_tried(25, array=_numbers(st.tuples(SIZES, SIZES, SIZES)))
    def holds(array: np.ndarray) -> None:
        for result in function([array]):
            np.testing.assert_array_equal(result, array)


def joined_and_cut(K: Any) -> None:
    """Check that slicing undoes concatenation along each axis."""
    x, y = K.placeholder(ndim=RANK), K.placeholder(ndim=RANK)
    parts = []
    for axis in range(RANK):
        both, place, whole = K.concatenate([x, y], axis), K.shape(x)[axis], (slice(None),) * axis
        parts += [both[(*whole, slice(None, place))], both[(*whole, slice(place, None))]]
    function = K.function([x, y], parts)

    @_tried(25, first=_numbers(st.tuples(SIZES, SIZES, SIZES)))
    def holds(first: np.ndarray) -> None:
        second = first[::-1] + 1
        for i, result in enumerate(function([first, second])):
            np.testing.assert_array_equal(result, second if i % 2 else first)


def broadcasting(K: Any) -> None:
    """Check broadcasting of operands of known shapes, and the static shape of the result, against NumPy."""

    @_tried(12, shapes=drawn.mutually_broadcastable_shapes(num_shapes=2, max_dims=2, max_side=3))
    def holds(shapes: Any) -> None:
        first, second = (np.arange(np.prod(s, dtype=int), dtype="float32").reshape(s) for s in shapes.input_shapes)
        x, y = K.placeholder(shape=first.shape), K.placeholder(shape=second.shape)
        outputs = [x + y, x * y, K.maximum(x, y), K.greater(x, y)]
        answers = [first + second, first * second, np.maximum(first, second), first > second]
        for output, result, answer in zip(outputs, K.function([x, y], outputs)([first, second]), answers):
            np.testing.assert_array_equal(result, answer)
            assert K.int_shape(output) == answer.shape


def products(K: Any) -> None:
    """Check products of matrices, single and in batches, against NumPy."""
    x, y = K.placeholder(ndim=RANK), K.placeholder(ndim=RANK)
    function = K.function([x, y], [K.batch_dot(x, y), K.batch_dot(x, y, (2, 1)), K.dot(x, y[0])])

    @_tried(25, sizes=st.tuples(SIZES, SIZES, SIZES, SIZES))
    def holds(sizes: tuple[int, int, int, int]) -> None:
        count, rows, inner, columns = sizes
        first = np.arange(count * rows * inner, dtype="float32").reshape(count, rows, inner)
        second = np.arange(count * inner * columns, dtype="float32").reshape(count, inner, columns)
        for result, answer in zip(function([first, second]), [first @ second, first @ second, first @ second[0]]):
            np.testing.assert_allclose(result, answer, rtol=1e-6)


LAWS = (reductions, shapes_and_back, joined_and_cut, broadcasting, products)


def make_test(backend: str) -> Callable[[Callable[[Any], None]], None]:
    """Make a pytest function that checks every law on a backend."""
    import pytest

    @pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
    def test(law: Callable[[Any], None]) -> None:
        with K.use(backend):
            law(backend)

    return test
