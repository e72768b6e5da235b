"""The rules of Keras 0.3, whose epsilon stands under the root."""

import numpy as np
import pytest

from kerasfront.errors import ArgumentError, ArgumentTypeError, UnknownNameError
from kerasfront.legacy import optimizers

GRADIENTS = np.array([[1e-3, 2.0], [-1e-3, 0.5]], "float32")


def rmsprop(p, g, mean):
    mean = 0.9 * mean + 0.1 * g**2
    return p - 0.1 * g / np.sqrt(mean + 1e-6), mean


def adagrad(p, g, total):
    total = total + g**2
    return p - 0.1 * g / np.sqrt(total + 1e-6), total


@pytest.mark.parametrize(("name", "rule"), [("rmsprop", rmsprop), ("adagrad", adagrad)])
def test_steps(K, name, rule):
    p, g = K.variable(np.ones(2)), K.placeholder(shape=(2,))
    optimizer = optimizers.get(name, {"lr": 0.1})
    step = K.function([g], [], optimizer.get_updates([p], {}, K.sum(p * g)))
    expected, slot = np.ones(2), np.zeros(2)
    for gradient in GRADIENTS:
        step([gradient])
        expected, slot = rule(expected, gradient, slot)
    np.testing.assert_allclose(K.get_value(p), expected, rtol=1e-5)


def test_names(K):
    for name in ("sgd", "rmsprop", "adagrad", "adadelta", "adam", "adamax", "SGD", "RMSprop"):
        assert type(optimizers.get(name)) is getattr(optimizers, name) or name in vars(optimizers)
    assert K.eval(optimizers.Adadelta().epsilon) == pytest.approx(1e-6)
    with pytest.raises(UnknownNameError, match="nadam"):
        optimizers.get("nadam")
    with pytest.raises(ArgumentTypeError, match="Expected an optimizer"):
        optimizers.get(optimizers.SGD)


def test_kl_divergence(K):
    p, q = K.variable([0.5, 0.25]), K.variable([0.25, 0.5])
    expected = np.array([0.25 - 0.5 + 0.5 * np.log(2.0), 0.5 - 0.25 + 0.25 * np.log(0.5)])
    np.testing.assert_allclose(K.eval(optimizers.kl_divergence(p, q)), expected, rtol=1e-5)


@pytest.mark.parametrize("name", ["sgd", "rmsprop", "adagrad", "adadelta", "adam", "adamax"])
def test_state(K, name):
    p, g = K.variable(np.ones(2)), K.placeholder(shape=(2,))
    optimizer = optimizers.get(name)
    step = K.function([g], [], optimizer.get_updates([p], {}, K.sum(p * g)))
    step([GRADIENTS[0]])
    state, after = optimizer.get_state(), K.get_value(p)
    step([GRADIENTS[1]])
    further = K.get_value(p)
    optimizer.set_state(state)
    np.testing.assert_array_equal(K.get_value(p), after)
    step([GRADIENTS[1]])
    np.testing.assert_array_equal(K.get_value(p), further)
    with pytest.raises(ArgumentError, match="set_state: the arrays must have the shapes"):
        optimizer.set_state(state[:-1])
