"""Learning rates by layer or weight, on every optimizer."""

import numpy as np
import pytest

from kerasfront import optimizers
from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.layers import Dense
from kerasfront.models import Sequential

RULES = ["sgd", "rmsprop", "adagrad", "adadelta", "adam", "adamax", "nadam"]
X, Y = np.random.RandomState(0).normal(size=(2, 8, 3)).astype("float32")


def changes(K, name, multiplier, layers=None):
    """How two weights change in two steps, the second with its own rate."""
    p, q = K.variable([1.0, 2.0], name="p"), K.variable([1.0, 2.0], name="q")
    optimizer = optimizers.get(name, {"lr": 0.01, "lr_multipliers": {q: multiplier}})
    updates = optimizer.get_updates([p, q], {}, K.sum(K.square(p)) + K.sum(K.square(q)))
    step = K.function([], [], updates)
    for _ in range(2):
        step([])
    return K.get_value(p) - [1.0, 2.0], K.get_value(q) - [1.0, 2.0]


@pytest.mark.parametrize("name", RULES)
def test_a_weight_learns_as_at_another_rate(K, name):
    slow, fast = changes(K, name, 3.0)
    alone = K.variable([1.0, 2.0])
    optimizer = optimizers.get(name, {"lr": 0.03})
    step = K.function([], [], optimizer.get_updates([alone], {}, K.sum(K.square(alone))))
    for _ in range(2):
        step([])
    np.testing.assert_allclose(fast, K.get_value(alone) - [1.0, 2.0], rtol=1e-4)
    assert (np.abs(fast) > 1.5 * np.abs(slow)).all()


def test_layers_and_weights_of_a_model(K):
    model = Sequential([Dense(3, input_dim=3, name="low"), Dense(3, name="high")])
    before = model.get_weights()
    single = model.layers[1].b
    model.compile(optimizers.SGD(lr=0.1, lr_multipliers={"high": 0.0, single: 2.0}), "mse")
    gradients = [(a - b) / -0.1 for a, b in zip(_trained(model), before)]
    assert np.abs(gradients[0]).max() > 0
    np.testing.assert_array_equal(gradients[2], 0.0)
    model.set_weights(before)
    model.compile(optimizers.SGD(lr=0.1), "mse")
    plain = [(a - b) / -0.1 for a, b in zip(_trained(model), before)]
    for got, want in zip(gradients, [plain[0], plain[1], 0 * plain[2], 2 * plain[3]]):
        np.testing.assert_allclose(got, want, rtol=1e-3, atol=1e-5)


def _trained(model):
    model.train_on_batch(X, Y)
    return model.get_weights()


def test_a_layer_of_a_model_within(K):
    inner = Sequential([Dense(3, input_dim=3, name="core")])
    model = Sequential([inner, Dense(3)])
    model.compile(optimizers.SGD(lr_multipliers={inner.layers[0]: 0}), "mse")
    before = model.get_weights()
    after = _trained(model)
    np.testing.assert_array_equal(after[0], before[0])
    assert np.abs(after[2] - before[2]).max() > 0


def test_they_are_in_the_configuration(K):
    config = optimizers.SGD(lr_multipliers={"dense_1": 2}).get_config()
    assert config["lr_multipliers"] == {"dense_1": 2.0}
    assert optimizers.SGD.from_config(config).get_config() == config
    assert "lr_multipliers" not in optimizers.SGD().get_config()


def test_what_is_wrong_is_named(K):
    model = Sequential([Dense(3, input_dim=3, name="low")])
    model.compile(optimizers.SGD(lr_multipliers={"lov": 1.0}), "mse")
    with pytest.raises(ArgumentError, match="no trainable layer or weight is named 'lov'. Did you mean 'low'"):
        model.prepare_training()
    for wrong in (-1.0, "2", True, float("nan")):
        with pytest.raises(ArgumentError, match="the factor of 'low' must be a number >= 0"):
            optimizers.SGD(lr_multipliers={"low": wrong})
    with pytest.raises(ArgumentTypeError, match=r"lr_multipliers must be a dict .* got 0.1 of type float"):
        optimizers.SGD(lr_multipliers=0.1)
    with pytest.raises(ArgumentTypeError, match="a key must be a layer, a weight or the name of one, got 3"):
        optimizers.SGD(lr_multipliers={3: 0.1})
