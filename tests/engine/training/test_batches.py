"""Samples into batches."""

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerasfront.engine.training.batches import batch_shuffle, check_batches, check_count, cut, make_batches, slice_X
from kerasfront.errors import ArgumentError, ArgumentTypeError

SIZES = st.integers(1, 50), st.integers(1, 60)


def test_make_batches():
    assert make_batches(10, 4) == [(0, 4), (4, 8), (8, 10)]
    assert make_batches(3, 5) == [(0, 3)]


@given(*SIZES)
def test_batch_shuffle_keeps_batches_together(samples, batch_size):
    order = batch_shuffle(np.arange(samples), batch_size)
    assert sorted(order) == list(range(samples))
    for start, stop in make_batches(samples, batch_size):
        assert (np.diff(order[start:stop]) == 1).all()
    rest = samples % batch_size
    assert list(order[samples - rest :]) == list(range(samples - rest, samples))


def test_cut(tmp_path):
    array = np.arange(10)
    with h5py.File(tmp_path / "x.h5", "w") as file:
        stored = file.create_dataset("x", data=array)
        for key in (slice(2, 5), np.array([1, 3, 8])):
            for got in cut([array, stored], key):
                np.testing.assert_array_equal(got, array[key])
        with pytest.raises(ArgumentTypeError, match="shuffle='batch'"):
            cut([stored], np.array([3, 1]))


def test_slice_X():
    a, b = np.arange(5), np.arange(5) * 2
    np.testing.assert_array_equal(slice_X([a, b], 1, 3), [[1, 2], [2, 4]])
    np.testing.assert_array_equal(slice_X(a, [0, 4]), [0, 4])
    np.testing.assert_array_equal(slice_X(a, 3), [3, 4])


@pytest.mark.parametrize("value", [0, -1])
def test_count_below_one(value):
    with pytest.raises(ArgumentError, match=f"batch_size must be at least 1, got {value}"):
        check_count("batch_size", value)


@pytest.mark.parametrize("value", [32.5, "32", None, True])
def test_count_of_wrong_type(value):
    with pytest.raises(ArgumentTypeError, match="batch_size must be an integer"):
        check_count("batch_size", value)


def test_batches_of_fixed_size():
    check_batches(8, 4, True, [(4, 3)])
    check_batches(10, 4, False, [(None, 3)])
    check_batches(2, 4, True, [(None, 3)])
    with pytest.raises(ArgumentError, match="built for batches of 4 samples.*batch_size=2"):
        check_batches(8, 2, False, [(None, 3), (4, 3)])
    with pytest.raises(ArgumentError, match="multiple of 4"):
        check_batches(10, 4, False, [(4, 3)])
    with pytest.raises(ArgumentError, match="stateful model needs batches of one size"):
        check_batches(10, 4, True, [(None, 3)])
