"""Convolution and pooling of no samples, with oneDNN and without; the conformance suite has more of them."""

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.layers import Convolution2D, Dense, Flatten, MaxPooling2D
from kerasfront.models import Sequential

pytestmark = pytest.mark.usefixtures("on_tensorflow")


@pytest.fixture
def step():
    """Images and a kernel -> what is left of them, and its gradient."""
    x, kernel = K.placeholder((None, 4, 4, 2)), K.variable(np.ones((2, 2, 2, 3)))
    y = K.pool2d(K.conv2d(x, kernel, dim_ordering="tf"), (2, 2), dim_ordering="tf")
    return K.function([x], [y, *K.gradients(K.sum(K.square(y)), [x, kernel])])


def operations():
    from kerasfront_tensorflow.state import state

    return [operation.type for operation in state().executor.session.graph.get_operations()]


def test_only_what_is_fed_no_samples_is_changed(step):
    shapes = [array.shape for array in step([np.ones((3, 4, 4, 2))])]
    assert shapes == [(3, 2, 2, 3), (3, 4, 4, 2), (2, 2, 2, 3)] and "PadV2" not in operations()
    y, by_images, by_kernel = step([np.ones((0, 4, 4, 2))])
    assert y.shape == (0, 2, 2, 3) and by_images.shape == (0, 4, 4, 2) and not by_kernel.any()
    assert "PadV2" in operations()


def test_batches_without_samples_among_others(step):
    found = K.over_batches(step)([np.ones((3, 4, 4, 2))], [2, 0, 1])
    assert [len(y) for y, _, _ in found] == [2, 0, 1]
    expected = step([np.ones((3, 4, 4, 2))])
    np.testing.assert_allclose(np.concatenate([y for y, _, _ in found]), expected[0], 1e-6)
    np.testing.assert_allclose(sum(by_kernel for _, _, by_kernel in found), expected[2], 1e-6)


def test_a_model_predicts_nothing_for_no_images():
    layers = [Convolution2D(3, 2, 2, input_shape=(4, 4, 2), dim_ordering="tf"), MaxPooling2D(dim_ordering="tf")]
    model = Sequential([*layers, Flatten(), Dense(5, activation="relu")])
    assert model.predict_on_batch(np.zeros((0, 4, 4, 2))).shape == (0, 5)
