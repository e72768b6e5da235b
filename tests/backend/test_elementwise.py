"""Functions of each element beyond the values, which the conformance suite checks: types of operands, messages."""

import numpy as np
import pytest

from kerasfront.errors import ArgumentTypeError

FLOATS = np.array([1.5, -2.0], "float32")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("float32", "int32", "float32"),
        ("float32", "int64", "float32"),
        ("float32", "float64", "float64"),
        ("int32", "int64", "int64"),
        ("uint8", "bool", "int32"),
        ("bool", "float32", "float32"),
    ],
)
def test_operands_of_different_types_meet(left, right, expected, K):
    x, y = K.placeholder((2,), dtype=left), K.placeholder((2,), dtype=right)
    assert K.dtype(K.maximum(x, y)) == K.dtype(K.minimum(y, x)) == expected
    assert K.dtype(K.equal(x, y)) == "bool"


@pytest.mark.parametrize(
    ("dtype", "number", "expected"), [("int32", 2, "int32"), ("int32", 0.5, "float32"), ("float64", 2, "float64")]
)
def test_a_number_takes_the_type_of_the_tensor_unless_it_is_a_fraction(dtype, number, expected, K):
    x = K.placeholder((2,), dtype=dtype)
    assert K.dtype(K.maximum(x, number)) == K.dtype(K.pow(x, number)) == expected


def test_an_array_of_doubles_does_not_widen_a_tensor(K):
    assert K.dtype(K.maximum(K.placeholder((2,)), np.zeros(2))) == "float32"


def test_integers_become_floatx_where_fractions_come_out(K, monkeypatch):
    monkeypatch.setattr("kerasfront.backend.settings.floatx", lambda: "float64")
    x = K.placeholder((2,), dtype="int32")
    assert K.dtype(K.exp(x)) == K.dtype(K.mean(x)) == K.dtype(K.sqrt(x)) == "float64"


def test_gradient_of_a_root_is_finite_below_zero_and_infinite_at_it(K):
    x = K.variable([-1.0, 0.0, 4.0])
    assert K.eval(K.gradients(K.sum(K.sqrt(x)), [x])[0]).tolist() == [0.0, np.inf, 0.25]


def test_functions_that_jump_have_no_slope(K):
    x = K.variable(FLOATS)
    for function in (K.round, K.sign):
        assert K.eval(K.gradients(K.sum(function(x)), [x])[0]).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("bounds", [([0.0], 1.0), (0.0, "1")])
def test_bounds_that_are_no_numbers_are_refused(bounds, K):
    with pytest.raises(ArgumentTypeError, match="clip: m.._value must be a number or None, got"):
        K.clip(K.variable(FLOATS), *bounds)


@pytest.mark.parametrize("slope", [-1.0, 0.5, 2.0])
def test_the_larger_of_a_tensor_and_a_multiple_of_it(K, slope):
    x = K.placeholder((3,))
    larger = K.maximum(x, slope * x)
    values = np.array([-1.0, 0.5, 2.0], "float32")
    result, gradient = K.function([x], [larger, *K.gradients(larger, [x])])([values])
    np.testing.assert_allclose(result, np.maximum(values, slope * values))
    np.testing.assert_allclose(gradient, np.where(slope * values > values, slope, 1.0))
