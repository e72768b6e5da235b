"""Reductions beyond the values, which the conformance suite checks: axes that do not exist."""

import numpy as np
import pytest

from kerasfront.errors import ArgumentError, ArgumentTypeError


@pytest.mark.parametrize("name", ["max", "sum", "mean", "var", "std", "any", "argmax"])
@pytest.mark.parametrize("axis", [2, -3])
def test_an_axis_out_of_range_is_named_with_the_rank(name, axis, K):
    with pytest.raises(ArgumentError, match=f"axis={axis} is out of range: a tensor of rank 2 has the axes -2 to 1"):
        getattr(K, name)(K.placeholder((2, 3)), axis)


def test_an_axis_named_twice_is_refused(K):
    with pytest.raises(ArgumentError, match=r"axis=\(1, -1\) names an axis twice \(the rank is 2\)"):
        K.sum(K.placeholder((2, 3)), (1, -1))


@pytest.mark.parametrize("axis", [0.5, "0", (0, None)])
def test_an_axis_that_is_no_integer_is_refused(axis, K):
    with pytest.raises(ArgumentTypeError, match="axis must be an integer, got"):
        K.sum(K.placeholder((2, 3)), axis)


def test_an_empty_list_of_axes_changes_nothing(K):
    x = np.array([[1.0, -2.0]], "float32")
    for function in (K.sum, K.max, K.min, K.mean, K.prod):
        np.testing.assert_array_equal(K.eval(function(K.variable(x), [])), x)


def test_not_a_number_is_kept(K):
    x = K.variable([1.0, np.nan, 2.0])
    assert np.isnan(K.function([], [K.max(x), K.min(x), K.sum(x), K.mean(x)])([])).all()


def test_any_sees_fractions_and_not_a_number(K):
    x = K.variable([[0.0, 0.3], [0.0, 0.0], [np.nan, 0.0]])
    assert K.eval(K.any(x, axis=1)).tolist() == [True, False, True]
