"""Sample weights and class weights as arrays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerasfront.engine.training.sample_weights import standardize_weights
from kerasfront.errors import ArgumentError, ArgumentTypeError

Y = np.eye(3)[[0, 2, 1, 2]]
SEQUENCES = np.zeros((4, 5, 3))
FILMS = np.zeros((4, 5, 3, 2))


def test_default_is_ones():
    np.testing.assert_array_equal(standardize_weights(Y), np.ones(4))
    assert standardize_weights(Y).dtype == "float32"
    assert standardize_weights(SEQUENCES, sample_weight_mode="temporal").shape == (4, 5)


@given(st.lists(st.integers(0, 3), min_size=1), st.lists(st.floats(0, 10, width=32), min_size=4, max_size=4))
def test_class_weights(classes, weights):
    table = dict(enumerate(weights))
    expected = [weights[c] for c in classes]
    np.testing.assert_array_equal(standardize_weights(np.eye(4)[classes], class_weight=table), expected)
    np.testing.assert_array_equal(standardize_weights(np.array(classes)[:, None], class_weight=table), expected)


def test_class_weights_of_time_steps():
    classes = np.array([[0, 2, 1], [1, 1, 0]])
    expected = np.array([[0.5, 2.0, 1.0], [1.0, 1.0, 0.5]])
    for y in (np.eye(3)[classes], classes[..., None]):
        got = standardize_weights(y, class_weight={0: 0.5, 1: 1, 2: 2.0}, sample_weight_mode="temporal")
        np.testing.assert_array_equal(got, expected)


def test_sample_weight_wins():
    weights = np.array([1.0, 2.0, 3.0, 4.0])
    np.testing.assert_array_equal(standardize_weights(Y, weights, {0: 9, 1: 9, 2: 9}), weights)


@pytest.mark.parametrize(
    ("y", "arguments", "complaint"),
    [
        (Y, {"sample_weight": np.ones(3)}, r"'y' must have shape \(4,\).*got \(3,\)"),
        (Y, {"sample_weight": np.ones((4, 1))}, r"must have shape \(4,\).*mode=None.*got \(4, 1\)"),
        (SEQUENCES, {"sample_weight": np.ones(4), "sample_weight_mode": "temporal"}, r"\(4, 5\).*'temporal'"),
        (Y, {"sample_weight_mode": "temporal"}, "needs an output with a time axis"),
        (SEQUENCES, {"class_weight": {0: 1}}, r"class_weight is for targets.*\(4, 5, 3\). Compile with .*'temporal'"),
        (FILMS, {"class_weight": {0: 1}}, r"\(samples, 1\), but 'y'.*\(4, 5, 3, 2\). Use sample_weight"),
        (
            FILMS,
            {"class_weight": {0: 1}, "sample_weight_mode": "temporal"},
            r"\(samples, time, 1\), but 'y'.*\(4, 5, 3, 2\). Use sample_weight",
        ),
        (Y, {"class_weight": {0: 1.0}}, "lacks the classes 1, 2"),
    ],
)
def test_wrong_values(y, arguments, complaint):
    with pytest.raises(ArgumentError, match=complaint):
        standardize_weights(y, **arguments, name="y")


@pytest.mark.parametrize(
    "arguments", [{"class_weight": [1.0, 2.0]}, {"sample_weight": ["a", "b"]}, {"class_weight": {0: "a"}}]
)
def test_wrong_types(arguments):
    with pytest.raises(ArgumentTypeError, match="for 'y'.* must be"):
        standardize_weights(Y, **arguments, name="y")
