"""The work for a model grows with the number of its layers, not with their square, and depth has no limit."""

from collections.abc import Callable

import numpy as np
import pytest

from kerasfront.layers import Dense, Input
from kerasfront.models import Model, Sequential, model_from_json
from tests.costs.counting import python_calls


def deep(layers):
    return Sequential([Dense(2, input_dim=2, activation="relu") for _ in range(layers)])


def build(layers):
    return lambda: deep(layers).compile("sgd", "mse")


def describe(layers):
    model = deep(layers)
    return lambda: (model.summary(), model.count_params(), model.to_json(), model.get_weights())


def rebuild(layers):
    text = deep(layers).to_json()
    return lambda: model_from_json(text)


def call(layers):
    model, x = deep(layers), Input((2,))
    return lambda: Model(x, model(x))


def calls(work: Callable[[], object]):
    with python_calls() as counter:
        work()
    return counter.total()


@pytest.mark.parametrize("work", [build, describe, rebuild, call])
def test_further_layers_cost_as_much_as_the_first_ones(backend, work):
    work(1)()
    few, more, many = (calls(work(layers)) for layers in (10, 20, 40))
    assert 0 < many - more < 1.1 * 2 * (more - few)


@pytest.mark.slow
def test_a_thousand_layers(backend, tmp_path):
    model = deep(1000)
    model.compile("sgd", "mse")
    copy = model_from_json(model.to_json())
    copy.set_weights(model.get_weights())
    x = Input((2,))
    assert Model(x, copy(x)).count_params() == 6000
    assert all(map(np.array_equal, copy.get_weights(), model.get_weights()))
    copy.save_weights(tmp_path / "weights.h5")
    model.load_weights(tmp_path / "weights.h5")
