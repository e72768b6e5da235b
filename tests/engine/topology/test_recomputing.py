"""Calls that are made again when a layer computes something else."""

import numpy as np
import pytest

from kerasfront.engine.topology import Input, Layer
from kerasfront.layers import LSTM, BatchNormalization, Dense, Merge, TimeDistributed, merge
from kerasfront.models import Model, Sequential

X = np.ones((2, 3), "float32")


class Times(Layer):
    factor = 1.0

    def call(self, x, mask=None):
        return x * self.factor


def doubled(model, layer):
    layer.factor = 2.0
    model.recompute([layer])


def test_what_follows_is_computed_anew(backend):
    layer = Times(input_shape=(3,))
    model = Sequential([layer, Dense(2)])
    before = model.predict(X)
    doubled(model, layer)
    np.testing.assert_allclose(model.predict(X), 2 * before, rtol=1e-5)
    model.add(Times())
    np.testing.assert_allclose(model.predict(X), 2 * before, rtol=1e-5)


def test_a_layer_called_twice_and_one_beside_it(backend):
    layer, x = Times(), Input((3,))
    beside = Times(name="beside")(x)
    model = Model(x, [layer(layer(x)), beside])
    kept = model.outputs[1]
    doubled(model, layer)
    twice, once = model.predict(X)
    np.testing.assert_array_equal(twice, 4 * X)
    np.testing.assert_array_equal(once, X)
    assert model.outputs[1] is kept


def test_merged_branches(backend):
    layer, x = Times(), Input((3,))
    model = Model(x, merge([layer(x), x], mode="sum"))
    doubled(model, layer)
    np.testing.assert_array_equal(model.predict(X), 3 * X)
    layer = Times(input_shape=(3,))
    branches = Sequential([layer]), Sequential([Times(input_shape=(3,))])
    model = Sequential([Merge(branches, mode="sum")])
    doubled(model, layer)
    np.testing.assert_array_equal(model.predict([X, X]), 3 * X)
    np.testing.assert_array_equal(branches[0].predict(X), 2 * X)


def test_a_model_that_begins_with_a_model(backend):
    layer = Times(input_shape=(3,))
    inner = Sequential([layer])
    model = Sequential([inner, Dense(2)])
    before = model.predict(X)
    doubled(model, layer)
    np.testing.assert_allclose(model.predict(X), 2 * before, rtol=1e-5)
    np.testing.assert_array_equal(inner.predict(X), 2 * X)
    np.testing.assert_array_equal(Sequential([inner]).predict(X), 2 * X)


def test_within_models_and_wrappers(backend):
    layer = Times(input_shape=(3,))
    inner = Sequential([layer])
    model = Sequential([TimeDistributed(inner, input_shape=(4, 3)), TimeDistributed(Times())])
    images = np.ones((2, 4, 3), "float32")
    assert model.predict(images).max() == 1
    doubled(model, layer)
    assert model.predict(images).min() == 2
    assert inner.predict(X).min() == 2


def test_terms_count_once(backend):
    layer = Times(input_shape=(3,))
    penalized = Dense(2, activity_regularizer="l2")
    model = Sequential([layer, BatchNormalization(), penalized])
    numbers = len(model.losses), len(model.updates)
    doubled(model, layer)
    assert (len(model.losses), len(model.updates)) == numbers == (1, 2)
    assert len(penalized.losses) == 1


def test_states_of_models_within_are_kept_once(backend):
    layer = Times(batch_input_shape=(2, 4, 3))
    inner = Sequential([LSTM(2, stateful=True, batch_input_shape=(2, 4, 3))])
    model = Sequential([layer, inner])
    numbers = len(model.state_updates)
    doubled(model, layer)
    assert len(model.state_updates) == numbers


def test_a_compiled_model_is_compiled_anew(backend):
    layer = Times(input_shape=(3,))
    model = Sequential([layer])
    model.compile("sgd", "mse", metrics=["mae"])
    doubled(model, layer)
    assert model.test_on_batch(X, np.zeros_like(X)) == [4.0, 2.0]


class Stumbling(Times):
    stumbles = False

    def call(self, x, mask=None):
        if self.stumbles:
            raise KeyboardInterrupt
        return super().call(x)


@pytest.mark.parametrize("at", ["inside", "between", "last"])
def test_all_is_as_before_if_it_is_interrupted(backend, at):
    layer = Times(input_shape=(3,))
    inner = Sequential([Times(input_shape=(3,)), Stumbling(name="inside"), Dense(3, activity_regularizer="l2")])
    model = Sequential([layer, inner, Stumbling(name="between"), BatchNormalization(), Stumbling(name="last")])
    model.compile("sgd", "mse")
    before = model.predict(X), inner.predict(X), model.test_on_batch(X, X), len(model.losses), len(model.updates)
    stumbling = (inner if at == "inside" else model).get_layer(at)
    stumbling.stumbles = True
    with pytest.raises(KeyboardInterrupt):
        doubled(model, layer)
    layer.factor, stumbling.stumbles = 1.0, False
    after = model.predict(X), inner.predict(X), model.test_on_batch(X, X), len(model.losses), len(model.updates)
    for one, other in zip(before, after):
        np.testing.assert_allclose(one, other, rtol=1e-5)
    doubled(model, layer)
    assert model.test_on_batch(X, X) != before[2]


def test_a_model_that_cannot_be_compiled_anew_stays_compiled(backend, monkeypatch):
    layer = Times(input_shape=(3,))
    model = Sequential([layer])
    model.compile("sgd", "mse")
    with monkeypatch.context() as broken:
        broken.setattr("kerasfront.engine.training.compilation.Compilation.compile", None)
        with pytest.raises(TypeError):
            doubled(model, layer)
    assert model.test_on_batch(X, np.zeros_like(X)) == 1.0
