"""Inputs and targets as users give them."""

import h5py
import numpy as np
import pytest

from kerasfront.engine.training.input_data import check_array_lengths, standardize_input_data
from kerasfront.errors import ArgumentError, ArgumentTypeError


class Table:
    """What a data frame is to us: it has a shape, but picks columns, not rows."""

    def __init__(self, values):
        self.values, self.shape, self.iloc = values, values.shape, None

    def __getitem__(self, key):
        raise KeyError(key)

    def __array__(self, dtype=None, copy=None):
        return self.values


def one(data, shape=(None, 2)):
    (array,) = standardize_input_data(data, ["a"], [shape], False, "input")
    return array


@pytest.mark.parametrize(
    "data",
    [
        np.ones((3, 2)),
        [np.ones((3, 2))],
        {"a": np.ones((3, 2)), "not an input": None},
        [[1, 1], [1, 1], [1, 1]],
        ((1, 1), (1, 1), (1, 1)),
        Table(np.ones((3, 2))),
        np.ones((3, 2), bool),
    ],
)
def test_accepted_forms(data):
    np.testing.assert_array_equal(one(data), np.ones((3, 2)))


def test_vector_becomes_column():
    assert one(np.arange(3), (None, 1)).shape == (3, 1)
    assert one([1, 2, 3], (None, 1)).shape == (3, 1)


def test_several_inputs():
    a, b = np.ones((3, 2)), np.ones((3, 4))
    for data in ([a, b], (a, b), {"b": b, "a": a}):
        got = standardize_input_data(data, ["a", "b"], [(None, 2), (None, 4)])
        assert got[0] is a and got[1] is b


def test_store_is_not_read(tmp_path):
    with h5py.File(tmp_path / "x.h5", "w") as file:
        stored = file.create_dataset("x", data=np.ones((3, 2)))
        assert one(stored) is stored


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ([np.ones((3, 2)), np.ones((3, 2))], r"got a list of 2 \(array of shape \(3, 2\)"),
        ({"b": np.ones((3, 2))}, "no array for 'a'"),
        (np.ones((3, 4)), r"input 'a' must have shape \(None, 2\), got \(3, 4\)"),
        (np.ones((3, 2, 1)), r"must have shape \(None, 2\), got \(3, 2, 1\)"),
        ([[1, 2], [3]], "rows of unequal lengths"),
        (5.0, "the single value 5.0"),
    ],
)
def test_wrong_values(data, complaint):
    with pytest.raises(ArgumentError, match=complaint):
        one(data)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (None, "got None"),
        ([["a", "b"]], "texts, such as 'a'"),
        (np.array([[1.0, None]], object), r"with None at \[0, 1\]"),
        (np.array([[1.0, "x"]], object), r"with 'x' at \[0, 1\]"),
        (np.array([[float("nan"), 1.0]], object), r"with nan at \[0, 0\]"),
        (np.array([[1.0, 2.0]], object), "astype"),
        (np.ones((3, 2), complex), "complex128"),
        (np.zeros((3, 2), "datetime64[s]"), "datetime64"),
    ],
)
def test_wrong_types(data, complaint):
    with pytest.raises(ArgumentTypeError, match=f"input 'a'.*{complaint}"):
        one(data)


def test_too_few_inputs():
    with pytest.raises(ArgumentError, match=r"the model has 2 \('a', 'b'\), got array of shape \(3, 2\)"):
        standardize_input_data(np.ones((3, 2)), ["a", "b"])


def test_batch_axis():
    with pytest.raises(ArgumentError, match=r"data 'a' must have shape \(4, 2\)"):
        standardize_input_data(np.ones((3, 2)), ["a"], [(4, 2)])
    assert one(np.ones((3, 2)), (4, 2)).shape == (3, 2)


def test_lengths():
    x, y = np.ones((3, 2)), np.ones((4, 1))
    check_array_lengths([x, x], [x], [np.ones(3)])
    with pytest.raises(ArgumentError, match="inputs: 3; targets: 4"):
        check_array_lengths([x], [y], [])
    with pytest.raises(ArgumentError, match="inputs: 3, 4"):
        check_array_lengths([x, y], [], [])
    with pytest.raises(ArgumentError, match="no samples"):
        check_array_lengths([x[:0]], [y[:0]], [])
