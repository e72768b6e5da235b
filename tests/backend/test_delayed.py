"""Values of variables that are computed when they are needed first."""

import numpy as np
import pytest

from kerasfront.backend.delayed import DelayedArray


class Counted:
    """Computes an array, and counts how often."""

    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return np.arange(6.0).reshape(2, 3)


@pytest.fixture
def compute():
    return Counted()


def test_it_is_an_array_that_is_computed_once(compute):
    array = DelayedArray((2, 3), compute)
    assert (np.shape(array), array.dtype, compute.times) == ((2, 3), np.float64, 0)
    copied = np.array(array)
    copied[:] = 7
    np.testing.assert_array_equal(array, compute())
    assert np.asarray(array.astype("int32")).dtype == np.int32
    assert compute.times == 2  # one of them above


def test_a_variable_has_its_value(K, compute):
    x = K.variable(DelayedArray((2, 3), compute), name="late")
    assert (K.int_shape(x), K.dtype(x), K.count_params(x)) == ((2, 3), "float32", 6)
    y = K.sum(x)
    np.testing.assert_array_equal(K.get_value(x), np.arange(6).reshape(2, 3))
    step = K.function([], [y], [K.update_add(x, K.ones_like(x))])
    assert [float(step([])[0]), float(step([])[0])] == [15.0, 21.0]
    assert compute.times == 1


def test_a_function_computes_it(K, compute):
    x = K.variable(DelayedArray((2, 3), compute))
    assert float(K.function([], [K.sum(x)])([])[0]) == 15.0


def test_a_value_that_is_replaced_first_is_never_computed(K, compute):
    other = K.variable(1.0)
    assert float(K.eval(other)) == 1.0
    x = K.variable(DelayedArray((2, 3), compute))
    K.batch_set_value([(x, np.ones((2, 3))), (other, 3.0)])
    assert float(K.function([], [K.sum(x) + other])([])[0]) == 9.0
    assert compute.times == 0
