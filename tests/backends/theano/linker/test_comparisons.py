"""What is compared with its maximum is rounded in one way only, also what XLA would compute twice."""

import numpy as np
import pytest

import kerasfront.backend as K


@pytest.fixture
def normalized(theano_on_jax):
    """A tensor, and the variable that was added to it last."""
    x = K.variable(np.random.RandomState(0).standard_normal((10, 6, 6, 4)))
    gamma, beta = K.variable(np.array([0.3, 1.7, 2.1, 0.9])), K.variable(np.ones(4))
    y, _, _ = K.normalize_batch_in_training(x, gamma, beta, [0, 1, 2])
    return y, beta


def test_the_largest_pixel_of_each_window_has_a_gradient(normalized):
    y, beta = normalized
    loss = K.sum(K.pool2d(y, (2, 2), (2, 2), dim_ordering="tf"))
    found = K.function([], [*K.gradients(loss, [beta]), loss])([])[0]
    np.testing.assert_allclose(found, np.full(4, 10 * 3 * 3))


@pytest.mark.parametrize("largest", [lambda y: K.max(y, [1, 2]), lambda y: K.max(K.reshape(y, (10, 36, 4)), 1)])
def test_a_maximum_has_a_gradient(normalized, largest):
    y, beta = normalized
    loss = K.sum(largest(y))
    found = K.function([], [*K.gradients(loss, [beta]), loss])([])[0]
    np.testing.assert_allclose(found, np.full(4, 10))
