"""`AutoEncoder`; the numbers are those of the real Keras 0.3.3."""

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.compatibility.hints import matching
from kerasfront.errors import ArgumentError
from kerasfront.legacy.layers import containers
from kerasfront.legacy.layers.core import Activation, AutoEncoder, Dense
from kerasfront.legacy.models import Graph, Sequential
from kerasfront.legacy.regularizers import l2

X = np.random.RandomState(1).rand(16, 6).astype("float32")
CODES, ONES = np.ones((16, 3), "float32"), np.ones((16, 2), "float32")


def autoencoder(output_reconstruction, penalty=None):
    encoder = containers.Sequential([Dense(4, input_dim=6), Dense(3)])
    decoder = containers.Sequential([Dense(4, input_dim=3, W_regularizer=penalty), Dense(6)])
    layer = AutoEncoder(encoder, decoder, output_reconstruction=output_reconstruction)
    random = np.random.RandomState(5)
    layer.set_weights([random.uniform(-0.5, 0.5, np.shape(weight)) for weight in layer.get_weights()])
    return layer


def compiled(*layers):
    model = Sequential(layers)
    model.compile("sgd", "mse")
    return model


def test_it_is_trained_to_give_its_input_back(backend):
    model = compiled(autoencoder(True))
    np.testing.assert_allclose(model.train_on_batch(X, X), [0.57113826], rtol=1e-5)
    losses = model.fit(X, X, nb_epoch=3, verbose=0, shuffle=False).history["loss"]
    np.testing.assert_allclose(losses, [0.5546600222587585, 0.5389021635055542, 0.5238181352615356], rtol=1e-5)


def test_without_reconstruction_the_encoder_alone_is_trained(backend):
    model = compiled(autoencoder(False))
    assert model.output_shape == (None, 3)
    assert [len(model.trainable_weights), len(model.get_weights())] == [4, 8]
    codes = model.predict(X) + 0.1
    decoder = model.get_weights()[4:]
    np.testing.assert_allclose(model.train_on_batch(X, codes), [0.01], rtol=1e-4)
    np.testing.assert_allclose(model.evaluate(X, codes, verbose=0), 0.009590775705873966, rtol=1e-4)
    for before, after in zip(decoder, model.get_weights()[4:]):
        np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize(
    ("output_reconstruction", "first", "losses", "evaluated", "predicted"),
    [
        (True, 4.0879307, [0.9547481536865234, 0.28458142280578613], 0.12616632878780365, 0.39840126),
        (False, 0.08610959, [0.08410730212926865, 0.08250189572572708], 0.08115082234144211, 0.96757174),
    ],
)
def test_layers_may_follow(backend, output_reconstruction, first, losses, evaluated, predicted):
    model = compiled(autoencoder(output_reconstruction), Dense(2, init="one"))
    np.testing.assert_allclose(model.train_on_batch(X, ONES), [first], rtol=1e-5)
    history = model.fit(X, ONES, nb_epoch=2, verbose=0, shuffle=False).history
    np.testing.assert_allclose(history["loss"], losses, rtol=1e-5)
    np.testing.assert_allclose(model.evaluate(X, ONES, verbose=0), evaluated, rtol=1e-4)
    np.testing.assert_allclose(model.predict(X)[0], [predicted] * 2, rtol=1e-4)


@pytest.mark.parametrize(
    ("output_reconstruction", "targets", "trained", "tested"),
    [(True, X, 0.7098686, 0.55467576), (False, CODES, 0.56661844, 0.547733)],
)
def test_a_penalty_of_the_decoder_counts_if_it_is_run(backend, output_reconstruction, targets, trained, tested):
    model = compiled(autoencoder(output_reconstruction, l2(0.1)))
    np.testing.assert_allclose(model.train_on_batch(X, targets), [trained], rtol=1e-5)
    np.testing.assert_allclose(model.test_on_batch(X, targets), [tested], rtol=1e-5)


def test_a_switch_counts_from_compile_on(backend):
    layer = autoencoder(True)
    model = compiled(layer)
    model.train_on_batch(X, X)
    layer.output_reconstruction = False
    assert layer.output_shape == (None, 3)
    assert model.predict(X).shape == (16, 6)
    with pytest.warns(UserWarning, match="compile anew"):
        model.train_on_batch(X, X)
    model.compile("sgd", "mse")
    codes = model.predict(X)
    np.testing.assert_allclose(model.train_on_batch(X, codes), [0.0], atol=1e-12)
    layer.output_reconstruction = True
    model.compile("sgd", "mse")
    np.testing.assert_allclose(model.train_on_batch(X, X), [0.5389021635055542], rtol=1e-5)


def test_a_switch_counts_within_containers(backend):
    layer = autoencoder(True)
    model = compiled(containers.Sequential([layer]))
    np.testing.assert_allclose(model.train_on_batch(X, X), [0.57113826], rtol=1e-5)
    layer.output_reconstruction = False
    model.compile("sgd", "mse")
    assert model.output_shape == (None, 3)
    assert len(model.trainable_weights) == 4
    np.testing.assert_allclose(model.train_on_batch(X, CODES), [0.5572444], rtol=1e-5)


def test_what_follows_takes_what_it_gives_now(backend):
    layer = autoencoder(True)
    graph = Graph()
    graph.add_input("x", input_shape=(6,))
    graph.add_node(layer, "auto", input="x")
    graph.add_node(Activation("linear"), "same", input="auto")
    graph.add_output("y", input="same")
    graph.compile("sgd", {"y": "mse"})
    np.testing.assert_allclose(graph.train_on_batch({"x": X, "y": X}), [0.57113826], rtol=1e-5)
    layer.output_reconstruction = False
    graph.compile("sgd", {"y": "mse"})
    assert graph.predict({"x": X})["y"].shape == (16, 3)
    np.testing.assert_allclose(graph.train_on_batch({"x": X, "y": CODES}), [0.5572444], rtol=1e-5)


def test_a_code_that_does_not_fit_what_follows_is_refused_and_nothing_is_lost(backend):
    layer = autoencoder(True)
    model = compiled(layer, Dense(2, init="one"))
    layer.output_reconstruction = False
    with pytest.raises(ArgumentError, match=r"expects an input of shape \(None, 6\), got \(None, 3\)"):
        model.compile("sgd", "mse")
    layer.output_reconstruction = True
    model.compile("sgd", "mse")
    np.testing.assert_allclose(model.train_on_batch(X, ONES), [4.0879307], rtol=1e-5)


def test_its_output_is_that_of_now_in_training_and_in_test(backend):
    for flag in (True, False):
        layer = autoencoder(flag)
        model = compiled(layer)
        layer.output_reconstruction = not flag
        model.compile("sgd", "mse")
        layer.output_reconstruction = flag
        for train in (True, False):
            output = K.function([layer.get_input(train)], [layer.get_output(train)])([X])[0]
            assert output.shape == ((16, 6) if flag else (16, 3))


def test_targets_of_earlier_releases_get_a_hint():
    with pytest.raises(ArgumentError, match="target 'autoencoder_") as refused:
        compiled(autoencoder(False)).fit(X, X, nb_epoch=1, verbose=0)
    assert "output_reconstruction=True" in next(matching(refused.value))
