"""Blocks of arrays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerasfront.engine.training.batches import make_batches
from kerasfront.engine.training.positions import Start
from kerasfront.engine.training.sources import ArraySource
from kerasfront.errors import ArgumentError

BEGIN = Start()


def blocks(source, limit, start=BEGIN):
    source.start(start)
    return list(iter(lambda: source.take(limit), None))


@given(st.integers(1, 50), st.integers(1, 60), st.integers(1, 5), st.sampled_from([True, False, "batch"]))
def test_an_epoch_has_each_sample_once(samples, batch_size, limit, shuffle):
    x = np.arange(samples)
    source = ArraySource([x, -x], batch_size, shuffle)
    for _ in range(2):
        found = blocks(source, limit)
        assert sorted(np.concatenate([block.arrays[0] for block in found])) == list(range(samples))
        assert all((block.arrays[0] == -block.arrays[1]).all() for block in found)
        sizes = [size for block in found for size in block.sizes]
        assert sizes == [b - a for a, b in make_batches(samples, batch_size)]
        assert all(len(block.sizes) == limit for block in found[:-1])


def test_the_order_is_that_of_numpy():
    """Each epoch shuffles the order of the epoch before, by NumPy's global generator."""
    np.random.seed(3)
    index = np.arange(10)
    expected = []
    for _ in range(2):
        np.random.shuffle(index)
        expected.append(index.copy())
    np.random.seed(3)
    source = ArraySource([np.arange(10)], 4, True)
    got = [np.concatenate([block.arrays[0] for block in blocks(source, 2)]) for _ in range(2)]
    np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize("shuffle", [True, "batch"])
def test_an_epoch_goes_on_after_some_batches(shuffle):
    first = ArraySource([np.arange(10)], 4, shuffle)
    _, *rest = blocks(first, 1)
    second = ArraySource([np.arange(10)], 4, shuffle)
    second.check_position(first.position, 1, 4)
    second.position = first.position
    found = blocks(second, 1, Start(0, 1, 4, 4))
    assert [block.arrays[0].tolist() for block in found] == [block.arrays[0].tolist() for block in rest]


def test_consecutive_batches_are_no_copy():
    x = np.arange(10)
    for block in blocks(ArraySource([x], 4), 2):
        assert np.shares_memory(block.arrays[0], x)


def test_shuffle_is_checked():
    with pytest.raises(ArgumentError, match="shuffle must be True, False or 'batch', got 'all'"):
        ArraySource([np.arange(10)], 4, "all")
