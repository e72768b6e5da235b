"""Loss and metrics as tensors, and the functions made of them."""

import numpy as np
import pytest

from kerasfront.engine.topology import Input
from kerasfront.engine.training import Model, weighted_objective
from kerasfront.layers import Dense


def squares(y_true, y_pred):
    return (y_true - y_pred) ** 2


def evaluate(K, arrays, mask=None):
    """The weighted loss of arrays (y_true, y_pred, weights)."""
    places = [K.placeholder(ndim=array.ndim) for array in arrays]
    extra = [] if mask is None else [K.placeholder(ndim=mask.ndim)]
    loss = weighted_objective(squares)(*places, *extra)
    (value,) = K.function([*places, *extra], [loss])([*arrays, *([] if mask is None else [mask])])
    return value


@pytest.mark.parametrize("axes", [1, 2])
def test_weights(K, axes):
    y_true, y_pred = np.random.normal(size=(2, 4, 3, 2))
    weights = np.random.uniform(size=(4, 3)[:axes])
    weights[0] = 0.0
    by_weight = ((y_true - y_pred) ** 2).mean(axis=tuple(range(axes, 3)))
    expected = (by_weight * weights).mean() / (weights != 0).mean()
    np.testing.assert_allclose(evaluate(K, [y_true, y_pred, weights]), expected, rtol=1e-5)


def test_mask(K):
    y_true, y_pred = np.random.normal(size=(2, 4, 3))
    mask = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]], "float32")
    expected = ((y_true - y_pred) ** 2 * mask / mask.mean()).mean()
    np.testing.assert_allclose(evaluate(K, [y_true, y_pred, np.ones(4)], mask), expected, rtol=1e-5)


def test_metrics_that_give_several_or_one_by_sample(K):
    def extremes(y_true, y_pred):
        return {"largest": K.max(y_pred), "least": K.min(y_pred)}

    x = Input((2,))
    model = Model(x, Dense(3)(x))
    model.compile("sgd", "mse", metrics=[extremes, squares])
    assert model.metrics_names == ["loss", "largest", "least", "squares"]
    data = np.random.normal(size=(4, 2))
    loss, largest, least, by_element = model.test_on_batch(data, np.zeros((4, 3)))
    predicted = model.predict(data)
    np.testing.assert_allclose([largest, least], [predicted.max(), predicted.min()], rtol=1e-5)
    np.testing.assert_allclose(by_element, loss, rtol=1e-6)
