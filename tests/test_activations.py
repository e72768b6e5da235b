import numpy as np
import pytest

from kerasfront import activations
from kerasfront.errors import ArgumentTypeError, UnknownNameError

from .recorded import Batch, cases


def test_recorded_values_and_gradients(K):
    batch = Batch(K)
    for case in cases("functions", "activation"):
        config = case.text("config")
        value, direction = case.arrays("input")
        (x,) = batch.feed(value)
        y = activations.get(config["name"])(x, **config.get("kwargs", {}))
        batch.expect(case, y, *K.gradients(K.sum(y * K.variable(direction)), [x]))
    batch.check()


def test_softmax_works_along_the_last_axis_of_any_rank(K):
    x = np.random.normal(size=(2, 3, 2, 4)).astype("float32")
    expected = np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(K.eval(activations.softmax(K.variable(x))), expected, rtol=1e-5)


@pytest.mark.parametrize(
    "name", ["elu", "hard_sigmoid", "linear", "relu", "sigmoid", "softmax", "softplus", "softsign", "tanh"]
)
def test_found_by_name(name):
    assert activations.get(name) is getattr(activations, name)
    assert activations.get(name).__name__ == name


def test_none_is_linear_and_callables_stay():
    assert activations.get(None) is activations.linear
    assert activations.get(np.tanh) is np.tanh


def test_near_misses_are_named():
    with pytest.raises(UnknownNameError, match="activation 'rellu'. Did you mean 'relu'"):
        activations.get("rellu")
    with pytest.raises(ArgumentTypeError, match="callable as activation"):
        activations.get(3)
