"""Layers of one's own as they were written for Keras 0.x, and layers that are tried alone."""

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.errors import ArgumentError, NotReadyError
from kerasfront.legacy import activations, constraints, initializations, regularizers
from kerasfront.legacy.layers import containers, core
from kerasfront.legacy.layers.embeddings import Embedding
from kerasfront.legacy.layers.normalization import BatchNormalization
from kerasfront.legacy.layers.recurrent import LSTM, Recurrent
from kerasfront.legacy.layers.wrappers import TimeDistributed
from kerasfront.legacy.models import Graph, Sequential, model_from_json

X = np.random.RandomState(5).normal(size=(6, 3)).astype("float32")
W = np.random.RandomState(6).normal(size=(3, 2)).astype("float32")


class Affine(core.Layer):
    """Written for Keras 0.3, with all that its layers had."""

    input_ndim = 2

    def __init__(self, output_dim, init="glorot_uniform", activation="linear", weights=None, W_regularizer=None,
                 activity_regularizer=None, W_constraint=None, input_dim=None, **kwargs):  # fmt: skip
        self.init = initializations.get(init)
        self.activation = activations.get(activation)
        self.output_dim = output_dim
        self.W_regularizer = regularizers.get(W_regularizer)
        self.activity_regularizer_ = regularizers.get(activity_regularizer)
        self.W_constraint = constraints.get(W_constraint)
        self.constraints = [self.W_constraint, None]
        self.initial_weights = weights
        if input_dim:
            kwargs["input_shape"] = (input_dim,)
        self.input = K.placeholder(ndim=2)
        super().__init__(**kwargs)

    def build(self):
        self.W = self.init((self.input_shape[1], self.output_dim), name=f"{self.name}_W")
        self.b = K.zeros((self.output_dim,), name=f"{self.name}_b")
        self.trainable_weights = [self.W, self.b]
        self.regularizers = []
        if self.W_regularizer:
            self.W_regularizer.set_param(self.W)
            self.regularizers.append(self.W_regularizer)
        if self.activity_regularizer_:
            self.activity_regularizer_.set_layer(self)
            self.regularizers.append(self.activity_regularizer_)
        if self.initial_weights is not None:
            self.set_weights(self.initial_weights)
            del self.initial_weights

    @property
    def output_shape(self):
        return (self.input_shape[0], self.output_dim)

    def get_output(self, train=False):
        return self.activation(K.dot(self.get_input(train), self.W) + self.b)

    def get_config(self):
        config = {
            "name": type(self).__name__,
            "output_dim": self.output_dim,
            "init": self.init.__name__,
            "activation": self.activation.__name__,
            "W_regularizer": self.W_regularizer.get_config() if self.W_regularizer else None,
        }
        return dict(list(super().get_config().items()) + list(config.items()))


class Switching(core.MaskedLayer):
    """Not the same in training and in test."""

    def get_output(self, train=False):
        x = self.get_input(train)
        return 3.0 * x if train else x


def trained(model):
    model.compile("sgd", "mse")
    return model


def evaluated(layer, train=False):
    return K.eval(layer.get_output(train))


def test_in_a_sequential_with_training_and_files(backend, tmp_path):
    model = Sequential([Affine(4, activation="tanh", input_dim=3), Affine(2, name="top")])
    trained(model)
    weights = model.get_weights()
    assert [w.shape for w in weights] == [(3, 4), (4,), (4, 2), (2,)]
    target = np.tanh(X @ weights[0]) @ weights[2] + 1.0
    np.testing.assert_allclose(model.predict(X), target - 1.0, rtol=1e-4, atol=1e-5)
    losses = model.fit(X, target, nb_epoch=8, batch_size=3, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    model.save_weights(tmp_path / "w.h5")
    again = model_from_json(model.to_json(), {"Affine": Affine})
    again.load_weights(tmp_path / "w.h5")
    assert [layer.name for layer in again.layers][1] == "top"
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


def test_in_a_graph_and_in_containers(backend):
    inner = containers.Sequential([Affine(2, input_dim=3, weights=[W, np.ones(2)])])
    graph = Graph()
    graph.add_input("x", (3,))
    graph.add_node(inner, "inner", input="x")
    graph.add_shared_node(Affine(2), "shared", inputs=["x", "x"], merge_mode="sum")
    graph.add_output("y", inputs=["inner", "shared"], merge_mode="concat")
    graph.compile("sgd", {"y": "mse"})
    y = graph.predict({"x": X})["y"]
    np.testing.assert_allclose(y[:, :2], X @ W + 1.0, rtol=1e-5)
    np.testing.assert_allclose(y[:, 2:], 2.0 * X @ graph.get_weights()[2], rtol=1e-4, atol=1e-6)
    before = graph.get_weights()
    graph.train_on_batch({"x": X, "y": y + 1.0})
    assert all(np.abs(a - b).max() > 0 for a, b in zip(before, graph.get_weights()))


def test_both_phases(backend):
    model = trained(Sequential([Switching(input_shape=(3,))]))
    np.testing.assert_array_equal(model.predict(X), X)
    np.testing.assert_allclose(model.train_on_batch(X, 3.0 * X), [0.0], atol=1e-6)
    np.testing.assert_allclose(model.test_on_batch(X, X), [0.0], atol=1e-6)


def test_penalties(backend):
    penalties = {"W_regularizer": regularizers.l2(0.5), "activity_regularizer": regularizers.activity_l1(0.1)}
    model = trained(Sequential([Affine(2, input_dim=3, weights=[W, np.zeros(2)], **penalties)]))
    expected = 0.5 * np.square(W).sum() + 0.1 * np.abs(X @ W).mean(axis=0).sum()
    np.testing.assert_allclose(model.train_on_batch(X, X @ W), [expected], rtol=1e-5)


def test_a_regularizer_that_adds_to_the_loss(backend):
    class Sum(regularizers.Regularizer):
        def __call__(self, loss):
            return loss + K.sum(K.abs(self.p))

    for layer in (Affine(2, input_dim=3, weights=[W, np.zeros(2)], W_regularizer=Sum()),
                  core.Dense(2, input_dim=3, weights=[W, np.zeros(2)], W_regularizer=Sum())):  # fmt: skip
        model = trained(Sequential([layer]))
        np.testing.assert_allclose(model.train_on_batch(X, X @ W), [np.abs(W).sum()], rtol=1e-5)


def test_constraints_by_position(backend):
    model = trained(Sequential([Affine(2, input_dim=3, W_constraint="nonneg", weights=[W, -np.ones(2)])]))
    model.train_on_batch(X, X @ W)
    assert model.get_weights()[0].min() == 0.0
    assert model.get_weights()[1].max() < 0.0
    weights, _, found, updates = model.layers[0].get_params()
    assert [type(constraint).__name__ for constraint in found] == ["NonNeg", "Constraint"]
    assert len(weights) == 2 and updates == []


def test_updates_and_params(backend):
    class Counting(core.Layer):
        def build(self):
            self.scale, self.count = K.ones((self.input_shape[1],)), K.zeros((1,))
            self.params = [self.scale]
            self.updates = [(self.count, self.count + 1.0)]

        def get_output(self, train=False):
            return self.get_input(train) * self.scale

    layer = Counting(input_shape=(3,))
    model = trained(Sequential([layer]))
    model.fit(X, X, batch_size=2, nb_epoch=2, verbose=0)
    assert K.get_value(layer.count) == [6.0]
    assert layer.params == layer.trainable_weights == [layer.scale]


def test_updates_of_a_call_count_once(backend):
    class Mean(core.Layer):
        def build(self):
            self.mean = K.zeros((self.input_shape[1],))
            self.non_trainable_weights = [self.mean]

        def get_output(self, train=False):
            x = self.get_input(train)
            if train:
                self.updates = [(self.mean, K.mean(x, axis=0))]
            return x

    model = trained(Sequential([Mean(input_shape=(3,))]))
    model.train_on_batch(X, X)
    np.testing.assert_allclose(model.get_weights()[0], X.mean(axis=0), rtol=1e-5)


def test_masks(backend):
    class Keeping(core.MaskedLayer):
        def get_output_mask(self, train=False):
            mask = self.get_input_mask(train)
            return None if mask is None else 1.0 - K.cast(mask, "float32")

        def get_output(self, train=False):
            return self.get_input(train) * K.expand_dims(K.cast(self.get_input_mask(train), "float32"))

    words = np.array([[1, 2, 0], [2, 0, 0]])
    table = np.array([[5.0, 5.0], [1.0, 2.0], [3.0, 4.0]])
    layer = Keeping()
    model = trained(Sequential([Embedding(3, 2, input_length=3, mask_zero=True, weights=[table]), layer]))
    np.testing.assert_array_equal(model.predict(words), table[words] * (words > 0)[..., np.newaxis])
    np.testing.assert_array_equal(K.function([model.input], [layer.output_mask])([words])[0], words == 0)


def test_a_layer_that_takes_no_masks_refuses_them(backend):
    embedding = Embedding(3, 3, input_length=3, mask_zero=True)
    with pytest.raises(ArgumentError, match="does not support masking"):
        Sequential([embedding, type("Plain", (core.Layer,), {"supports_masked_input": lambda self: False})()])


def test_what_a_layer_of_ours_gives_can_be_changed(backend):
    class Doubled(core.Dense):
        def get_output(self, train=False):
            return 2.0 * super().get_output(train)

    class Noisy(core.Dropout):
        def get_output(self, train=False):
            return super().get_output(train=True)

    model = trained(Sequential([Doubled(2, input_dim=3, weights=[W, np.zeros(2)])]))
    np.testing.assert_allclose(model.predict(X), 2.0 * X @ W, rtol=1e-5)
    noisy = trained(Sequential([Noisy(0.5, input_shape=(3,))]))
    assert (noisy.predict(np.ones((50, 3))) == 0).any()


def test_a_layer_alone(backend):
    layer = core.Dense(2, input_dim=3, weights=[W, np.ones(2)])
    layer.input = K.variable(X)
    np.testing.assert_allclose(evaluated(layer), X @ W + 1.0, rtol=1e-5)
    assert layer.output_shape == (None, 2)
    np.testing.assert_array_equal(K.get_value(layer.W), W)
    own = Affine(2, input_dim=3, weights=[W, np.zeros(2)])
    own.set_previous(core.Activation("relu", input_shape=(3,)))
    own.previous.input = K.variable(X)
    np.testing.assert_allclose(evaluated(own), np.maximum(X, 0) @ W, rtol=1e-4, atol=1e-6)
    own.clear_previous()
    assert own.input_shape == (None, 3)
    with pytest.raises(NotReadyError, match="was never called"):
        core.Dense(2).input_shape  # noqa: B018


def test_training_and_test_of_a_layer_alone(backend):
    layer = core.Dropout(0.5)
    layer.input = K.variable(np.ones((40, 3)))
    assert (evaluated(layer, train=True) == 0).any()
    np.testing.assert_array_equal(evaluated(layer), np.ones((40, 3)))
    assert K.uses_learning_phase(K.in_train_phase(K.variable(1.0), K.variable(0.0)))


def test_a_layer_within_a_model(backend):
    model = Sequential([BatchNormalization(input_shape=(3,)), core.Dense(2, weights=[W, np.zeros(2)])])
    trained(model)
    run = K.function([model.layers[0].input], [model.layers[1].get_output(train=t) for t in (True, False)])
    train, test = run([X])
    np.testing.assert_allclose(train, (X - X.mean(0)) / X.std(0) @ W, rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(test, model.predict(X), rtol=1e-5)
    whole = K.function([model.get_input()], [model.get_output(train=True)])
    np.testing.assert_allclose(whole([X])[0], train, rtol=1e-5)
    model.train_on_batch(X, X @ W)


def test_a_shape_that_is_told_later(backend):
    layer = Affine(2)
    layer.set_input_shape((None, 3))
    assert [w.shape for w in layer.get_weights()] == [(3, 2), (2,)]
    layer.set_input_shape((None, 5))
    assert [w.shape for w in layer.get_weights()] == [(5, 2), (2,)]
    assert layer.output_shape == (None, 2)
    assert layer.count_params() == 12
    layer.build()
    assert len(layer.trainable_weights) == 2


def test_attributes_that_are_missing_are_named(backend):
    class Wrong(core.Layer):
        @property
        def output_shape(self):
            return self.nowhere

    with pytest.raises(AttributeError, match="nowhere"):
        Sequential([Wrong(input_shape=(3,))])


def test_arguments_of_old(backend):
    assert core.Dense(2, cache_enabled=False).cache_enabled is False
    assert LSTM(2, truncate_gradient=-1).output_dim == 2
    with pytest.raises(ArgumentError, match="LSTM: truncate_gradient can only be -1"):
        LSTM(2, truncate_gradient=5)


class Repeating(Recurrent):
    """A recurrent layer of one's own, with a dropout that both phases make for themselves."""

    def __init__(self, output_dim, weights, **kwargs):
        self.output_dim = output_dim
        super().__init__(weights=weights, **kwargs)

    def build(self):
        self.states = [None]
        self.W = K.zeros((self.input_shape[2], self.output_dim))
        self.trainable_weights = [self.W]
        self.set_weights(self.initial_weights)
        del self.initial_weights

    def step(self, x, states):
        h = K.dot(x, self.W) * states[1] + states[0]
        return h, [h]

    def get_constants(self, x, train=False):
        ones = K.ones_like(K.dot(K.sum(x, axis=1), self.W))
        return [5.0 * ones] if train else [ones]


def test_a_recurrent_layer_of_ones_own(backend):
    times = np.random.RandomState(7).normal(size=(4, 5, 3)).astype("float32")
    layer = Repeating(2, [W], input_shape=(5, 3))
    model = trained(Sequential([layer]))
    expected = (times @ W).sum(axis=1)
    np.testing.assert_allclose(model.predict(times), expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(model.train_on_batch(times, 5.0 * expected), [0.0], atol=1e-4)
    dropping = LSTM(2, dropout_W=0.5, input_shape=(5, 3))
    dropping.input = K.variable(times)
    assert layer.output_shape == (None, 2)
    assert np.abs(evaluated(dropping, train=True) - evaluated(dropping)).max() > 1e-4


def test_an_input_that_was_assigned_is_that_of_the_model(backend):
    picture = K.placeholder((1, 3))
    first = core.Activation("linear", input_shape=(3,))
    first.input = picture
    model = Sequential([first, core.Dense(2, weights=[W, np.zeros(2)], name="top")])
    output = {layer.name: layer for layer in model.layers}["top"].get_output()
    loss = K.sum(K.square(output))
    value, slope = K.function([picture], [loss, K.gradients(loss, [picture])[0]])([X[:1]])
    np.testing.assert_allclose(value, np.square(X[:1] @ W).sum(), rtol=1e-4)
    np.testing.assert_allclose(slope, 2.0 * X[:1] @ W @ W.T, rtol=1e-4, atol=1e-5)


def test_layers_may_share_a_name(backend, tmp_path):
    model = trained(Sequential([core.Dense(2, input_dim=3, name="same"), core.Dense(2, name="same")]))
    before = model.get_weights()
    model.train_on_batch(X, X @ W)
    assert all(np.abs(a - b).max() > 0 for a, b in zip(before, model.get_weights()))
    assert [layer.name for layer in model.layers] == ["same", "same"]
    model.save_weights(tmp_path / "w.h5")
    again = model_from_json(model.to_json())
    again.load_weights(tmp_path / "w.h5")
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


def holding(kind):
    """A layer that holds layers of one's own."""
    if kind == "autoencoder":
        encoder = containers.Sequential([Affine(2, input_dim=3), Switching()])
        return core.AutoEncoder(encoder, Affine(3, input_dim=2))
    if kind == "times":
        return TimeDistributed(Affine(2, W_regularizer="l2"), input_shape=(4, 3))
    branches = [Sequential([Affine(3, input_dim=3)]) for _ in range(2)]
    return core.Merge(branches, mode="concat") if kind == "merge" else core.Siamese(Affine(2), branches, "sum")


@pytest.mark.parametrize("kind", ["autoencoder", "siamese", "merge", "times"])
def test_in_layers_that_hold_layers(backend, tmp_path, kind):
    model = trained(Sequential([holding(kind)]))
    x = {"autoencoder": X, "times": np.stack([X] * 4, axis=1)}.get(kind, [X, X])
    before = model.get_weights()
    model.train_on_batch(x, model.predict(x) + 1.0)
    assert all(np.abs(a - b).max() > 0 for a, b in zip(before, model.get_weights()))
    model.save_weights(tmp_path / "w.h5")
    again = trained(model_from_json(model.to_json(), {"Affine": Affine, "Switching": Switching}))
    again.load_weights(tmp_path / "w.h5")
    np.testing.assert_array_equal(again.predict(x), model.predict(x))
