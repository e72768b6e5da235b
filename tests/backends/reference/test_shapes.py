"""Static shapes are those of NumPy's results, and as much as can be known of them where sizes are unknown."""

import itertools

import numpy as np
import pytest

import kerasfront.backend.symbolic.shapes as shapes

SHAPES = [(2, 3, 4), (1, 3, 4), (2, 1, 1)]


def fits(shape, array):
    return len(shape) == array.ndim and all(size in (None, real) for size, real in zip(shape, array.shape))


@pytest.mark.parametrize("key", [(0,), (slice(1),), (slice(None, None, -2), 1), (slice(-1, None), slice(5, 2), 0)])
@pytest.mark.parametrize("shape", SHAPES)
def test_indices(shape, key):
    array = np.zeros(shape)[tuple(min(part, 0) if isinstance(part, int) else part for part in key)]
    assert shapes.indexed(shape, key) == array.shape
    assert fits(shapes.indexed((None,) * 3, key), array)


@pytest.mark.parametrize(("x", "y"), [*itertools.combinations(SHAPES, 2)])
def test_broadcasting(x, y):
    array = np.zeros(x) + np.zeros(y)
    assert shapes.broadcast(x, y) == array.shape
    assert fits(shapes.broadcast((None, *x[1:]), y), array)
    assert shapes.broadcast((None, 3), (1, 3)) == (None, 3) and shapes.broadcast((None, 3), (5, 1)) == (5, 3)


@pytest.mark.parametrize("sizes", [(6, 4), (-1, 4), (2, -1, 2), (24,)])
def test_new_shapes(sizes):
    array = np.zeros((2, 3, 4)).reshape(sizes)
    assert shapes.reshaped((2, 3, 4), sizes) == array.shape
    assert fits(shapes.reshaped((None, 3, 4), sizes), array)
    assert shapes.reshaped((0, 3), (0, -1)) == (0, None)
    assert shapes.reshaped((2, 3), (None, 3)) == (None, 3)


def test_joined_and_repeated():
    assert shapes.concatenated([(2, None), (None, 3)], 0) == (None, 3)
    assert shapes.concatenated([(2, None), (1, 3)], 0) == (3, 3)
    assert shapes.scaled((2, None, 3), (2, 2, None)) == (4, None, None)
    assert shapes.padded((2, None), ((1, 2), (1, 1))) == (5, None)
    assert shapes.reduced((2, 3, None), (0, 2)) == (3,) and shapes.reduced((2, 3), (1,), True) == (2, 1)
