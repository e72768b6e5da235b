"""Every rule against ten steps of the real Keras 1.2.2: a network 4-5-3, tanh, mean squared error."""

import numpy as np
import pytest

from kerasfront import optimizers

from ..recorded import cases


def train(K, case, optimizer):
    """The losses of the recorded steps, and the weights after them."""
    weights = [K.variable(w) for w in case.arrays("weights_before")]
    x, y = K.placeholder((None, 4)), K.placeholder((None, 3))
    hidden = K.tanh(K.dot(x, weights[0]) + weights[1])
    loss = K.mean(K.square(K.dot(hidden, weights[2]) + weights[3] - y))
    function = K.function([x, y], [loss], optimizer.get_updates(weights, {}, loss))
    inputs, targets, size = case.array("input"), case.array("target"), case.value("batch_size")
    losses = []
    for start in np.arange(len(case.array("losses"))) * size % len(inputs):
        losses += function([inputs[start : start + size], targets[start : start + size]])
    return losses, K.batch_get_value(weights)


@pytest.mark.parametrize("case", cases("optimizers"), ids=repr)
def test_ten_steps(K, case):
    name, arguments = case.text("optimizer")
    optimizer = getattr(optimizers, name)(**arguments)
    losses, weights = train(K, case, optimizer)
    np.testing.assert_allclose(losses, case.array("losses"), rtol=1e-4)
    case.check(weights, "weights_after")
    case.check(optimizer.get_weights(), "slots")
    assert optimizer.get_config() == pytest.approx(case.text("config"), rel=1e-6)


def test_each_rule_is_recorded():
    recorded = {type(optimizers.get(case.text("optimizer")[0])) for case in cases("optimizers")}
    assert recorded == {type(optimizers.get(name)) for name in optimizers.REGISTRY.names()}
