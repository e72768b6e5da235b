"""The classic helpers for tests."""

import numpy as np
import pytest

from kerasfront.engine.topology import Input
from kerasfront.errors import NotReadyError
from kerasfront.layers import Activation, Dense
from kerasfront.models import Model
from kerasfront.testing import LayerError
from kerasfront.utils import test_utils


def test_classes_lie_around_their_number():
    (x, y), (x_test, y_test) = test_utils.get_test_data(2000, 3, input_shape=(4, 2), nb_class=3)
    assert x.shape == (2000, 4, 2) and y.shape == (2000,) and x_test.shape == (3, 4, 2) and y_test.shape == (3,)
    assert set(y) == {0, 1, 2}
    deviations = x - y[:, None, None]
    np.testing.assert_allclose([deviations.mean(), deviations.std()], [0.0, 0.7], atol=0.03)


def test_values_share_a_center():
    (x, y), _ = test_utils.get_test_data(4000, 0, (10,), (3,), classification=False)
    assert x.shape == (4000, 10) and y.shape == (4000, 3)
    np.testing.assert_allclose([x.mean(), y.mean()], [0.5, 0.5], atol=0.05)
    assert np.corrcoef(x.mean(axis=1), y.mean(axis=1))[0, 1] > 0.3


def test_a_layer_is_checked_on_the_active_backend(K):
    data = np.array([[-1.0, 2.0], [3.0, -4.0]], "float32")
    output = test_utils.layer_test(
        Activation, {"activation": "relu"}, input_data=data, expected_output=np.maximum(data, 0),
        expected_output_dtype="float32",
    )  # fmt: skip
    np.testing.assert_array_equal(output, np.maximum(data, 0))
    assert test_utils.layer_test(Dense, {"output_dim": 3}, input_shape=(2, 4)).shape == (2, 3)
    with pytest.raises(LayerError, match="of type .'float32'., not int32"):
        test_utils.layer_test(Activation, {"activation": "relu"}, (2, 3), expected_output_dtype="int32")


def test_what_a_test_built_is_forgotten(K):
    @test_utils.keras_test
    def build(size, fail=False):
        x = Input((2,))
        built.append(Model(x, Dense(size)(x)))
        if fail:
            raise KeyError(size)

    built = []
    build(3)
    with pytest.raises(KeyError):
        build(3, fail=True)
    for model in built:
        with pytest.raises(NotReadyError, match="clear_session"):
            model.predict(np.zeros((1, 2)))
