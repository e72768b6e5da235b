"""What a model tells of itself: gradients, and the outputs of its layers."""

import numpy as np
import pytest

from kerasfront.engine.topology import Input, merge
from kerasfront.errors import ArgumentError, ArgumentTypeError, NotReadyError, UnknownNameError
from kerasfront.layers import Activation, Dense, Dropout, Embedding, Flatten, TimeDistributed
from kerasfront.models import Model, Sequential

X = np.random.RandomState(0).normal(size=(6, 3)).astype("float32")
Y = np.random.RandomState(1).normal(size=(6, 2)).astype("float32")
WEIGHTS = np.array([1.0, 0.0, 2.0, 1.0, 0.5, 1.0])


def test_gradients_by_weights_and_inputs(K):
    x = Input((3,), name="x")
    model = Model(x, Dense(2, name="y")(Dropout(0.5)(x)))
    model.compile("sgd", "mse")
    W, b = model.get_weights()
    found = model.gradients(X, Y, sample_weight=WEIGHTS)
    error = 2 * (X @ W + b - Y) / Y.size * WEIGHTS[:, None] / (WEIGHTS != 0).mean()
    np.testing.assert_allclose(found.weights["y_W"], X.T @ error, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(found.weights["y_b"], error.sum(axis=0), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(found.inputs["x"], error @ W.T, rtol=1e-4, atol=1e-6)
    assert set(found.weights) == {"y_W", "y_b"} and set(found.inputs) == {"x"}
    for before, after in zip((W, b), model.get_weights()):
        np.testing.assert_array_equal(before, after)


def test_no_gradients_by_frozen_weights_and_whole_numbers(K):
    words, x = Input((2,), dtype="int32", name="words"), Input((3,), name="x")
    both = merge([Flatten()(Embedding(4, 2, trainable=False)(words)), x], mode="concat")
    model = Model([words, x], Dense(2, bias=False, name="y")(both))
    model.compile("sgd", "mse")
    found = model.gradients([np.ones((6, 2)), X], Y)
    assert set(found.weights) == {"y_W"} and set(found.inputs) == {"x"}
    assert found.inputs["x"].shape == X.shape


def test_gradients_need_a_loss(K):
    with pytest.raises(NotReadyError, match="is not compiled"):
        Sequential([Dense(2, input_dim=3)]).gradients(X, Y)


def test_outputs_of_layers(K):
    x = Input((3,), name="x")
    shared = Activation("relu", name="shared")
    low = Dense(2, name="low")
    hidden = low(x)
    model = Model(x, merge([shared(hidden), shared(x)], mode="concat"))
    W, b = model.get_weights()
    first, calls = model.predict(X, batch_size=4, layers=["low", shared])
    np.testing.assert_allclose(first, X @ W + b, rtol=1e-4, atol=1e-5)
    assert sorted(call.shape for call in calls) == [(6, 2), (6, 3)]
    np.testing.assert_allclose(max(calls, key=np.size), np.maximum(X, 0))
    (again,) = model.predict(X, layers=(low,))
    np.testing.assert_allclose(again, first, rtol=1e-4, atol=1e-5)
    assert model.predict(X).shape == (6, 5)


def part():
    return Sequential([Dense(4, input_dim=3, name="deep"), Activation("tanh", name="top")], name="inner")


def test_outputs_of_layers_within_models(K):
    inner, x = part(), Input((3,))
    model = Model(x, Dense(2)(inner(Activation("relu")(x))))
    W, b = model.get_weights()[:2]
    deep, whole = model.predict(X, layers=["deep", "inner"])
    np.testing.assert_allclose(deep, np.maximum(X, 0) @ W + b, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(whole, np.tanh(deep), rtol=1e-4, atol=1e-5)


def test_outputs_of_layers_of_a_model_that_comes_first(K):
    inner = part()
    stack = Sequential([inner, Dense(2)])
    W, b = stack.get_weights()[:2]
    for layers in (["deep"], [inner.layers[0]]):
        np.testing.assert_allclose(stack.predict(X, layers=layers)[0], X @ W + b, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(stack.predict(X, layers=[inner])[0], np.tanh(X @ W + b), rtol=1e-4, atol=1e-5)
    stack.add(Activation("relu", name="more"))
    assert stack.predict(X, layers=["more"])[0].min() >= 0


def test_which_layers_cannot_be_asked(K):
    model = Sequential([TimeDistributed(Dense(2, name="inside"), input_shape=(2, 3), name="times")])
    data = np.zeros((1, 2, 3))
    with pytest.raises(UnknownNameError, match="has no layer 'time'. Did you mean 'times'"):
        model.predict(data, layers=["time"])
    with pytest.raises(ArgumentError, match="Layer 'inside' .* is not part of"):
        model.predict(data, layers=[model.layers[0].layer])
    for wrong in ("times", 3, [], model.layers[0]):
        with pytest.raises(ArgumentTypeError, match="layers must be a list of layers or names of layers, got"):
            model.predict(data, layers=wrong)
    with pytest.raises(ArgumentTypeError, match="layers must hold names of layers, or layers, got 1"):
        model.predict(data, layers=[1])
