"""Parts of TensorFlow's graph that nobody uses are used again while others are in use, and nobody notices."""

import gc
import threading

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.layers import (
    GRU,
    LSTM,
    Activation,
    BatchNormalization,
    ConvLSTM2D,
    Convolution2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GaussianNoise,
    Layer,
    SimpleRNN,
)
from kerasfront.models import Sequential, load_model

X = np.random.RandomState(0).rand(4, 3).astype("float32")
Y = np.eye(2, dtype="float32")[[0, 1, 1, 0]]


@pytest.fixture(autouse=True)
def state(monkeypatch):
    """A clean start, with room for little in a graph."""
    with K.use("tensorflow"):
        from kerasfront_tensorflow import state
        from kerasfront_tensorflow.execution import session

        monkeypatch.setattr(state, "CHECKED_SIZE", 100)
        monkeypatch.setattr(session, "CHECKED_SIZE", 300)
        K.clear_session()
        yield state
        K.clear_session()


def tidied(state):
    """The state in use, all of whose unused parts can be used again."""
    gc.collect()
    state.state().release_unused()
    return state.state()


def size(state):
    return len(state.state().graph.get_operations())


def dense():
    return Sequential([Dense(5, input_dim=3, activation="relu", W_regularizer="l2"), Dense(2, activation="softmax")]), X


def noisy():
    layers = [Dense(5, input_dim=3), BatchNormalization(), Dropout(0.5), GaussianNoise(0.1), Dense(2)]
    return Sequential(layers), X


def images():
    layers = [Convolution2D(2, 2, 2, input_shape=(3, 3, 1), dim_ordering="tf"), Activation("relu"), Flatten(), Dense(2)]
    return Sequential(layers), np.random.RandomState(0).rand(4, 3, 3, 1)


def sequences():
    layers = [Embedding(5, 3, mask_zero=True), LSTM(3, return_sequences=True, dropout_W=0.2), GRU(2)]
    return Sequential(layers), np.array([[1, 2, 0]] * 4)


@pytest.mark.parametrize("make", [dense, noisy, images, sequences])
def test_loading_beside_another_model_adds_nothing(state, tmp_path, make):
    model, x = make()
    model.compile("adam", "mse", metrics=["accuracy"])
    model.train_on_batch(x, Y)
    model.save(tmp_path / "m.h5")
    expected, sizes = model.predict(x), []
    for _ in range(25):
        loaded = load_model(tmp_path / "m.h5")
        np.testing.assert_array_equal(loaded.predict(x), expected)
        loaded.train_on_batch(x, Y)
        assert not np.array_equal(loaded.predict(x), expected)
        np.testing.assert_array_equal(model.predict(x), expected)
        del loaded
        sizes.append(size(state))
    assert len(set(sizes[15:])) == 1


class Counting(Layer):
    """A layer of one's own that loops by `K.rnn`."""

    def call(self, x, mask=None):
        return K.rnn(lambda x, states: (x + states[0] * 0.5, [x + states[0]]), x, [x[:, 0] * 0.0])[1]

    def get_output_shape_for(self, input_shape):
        return input_shape


def loops():
    layers = [Counting(input_shape=(3, 2)), SimpleRNN(2, return_sequences=True, dropout_U=0.3), SimpleRNN(2)]
    return Sequential(layers), np.random.RandomState(0).rand(4, 3, 2)


def film():
    layer = ConvLSTM2D(2, 2, 2, input_shape=(2, 3, 3, 1), dim_ordering="tf")
    return Sequential([layer, Flatten(), Dense(2)]), np.random.RandomState(0).rand(4, 2, 3, 3, 1)


@pytest.mark.parametrize("make", [loops, pytest.param(film, marks=pytest.mark.slow)])
def test_loading_models_with_loops_adds_nothing(state, tmp_path, make):
    model, x = make()
    model.compile("adam", "mse")
    model.save(tmp_path / "m.h5")
    expected, sizes, losses = model.predict(x), [], []
    for _ in range(6):
        loaded = load_model(tmp_path / "m.h5", {"Counting": Counting})
        np.testing.assert_array_equal(loaded.predict(x), expected)
        loaded.train_on_batch(x, Y)
        losses.append(float(loaded.test_on_batch(x, Y)))
        np.testing.assert_array_equal(model.predict(x), expected)
        del loaded
        sizes.append(size(tidied(state) and state))
    assert len(set(sizes[2:])) == 1
    if make is film:  # nothing is drawn
        assert len(set(losses)) == 1


def trained(make, between):
    """The losses of a model, and its outputs, with something done between the steps."""
    K.clear_session()
    np.random.seed(1)
    model, x = make()
    model.compile("adam", "mse")
    losses = []
    for _ in range(6):
        between()
        np.random.seed(2)
        losses.append(float(model.train_on_batch(x, Y)))
    return [*losses, *model.predict(x).ravel()]


@pytest.mark.parametrize("make", [dense, noisy, loops])
def test_a_model_that_is_in_use_is_not_touched(state, make):
    def others():
        model, x = make()
        model.compile("adam", "mse")
        model.train_on_batch(x, Y)
        del model
        tidied(state)

    assert trained(make, others) == trained(make, lambda: None)


def test_what_was_used_before_computes_as_if_it_were_new(state):
    """Weights, places in random streams, states and values come from the new call."""

    def draws():
        x = K.placeholder((None, 3), name="x_7")
        w = K.variable(np.full((3, 2), 2.0), name="w")
        count = K.variable(0.0)
        outputs = [K.dot(x, w), K.random_uniform((3,), seed=5), K.dropout(x, 0.5, seed=6), count * 1.0]
        run = K.function([x], outputs, [(count, count + 1.0), (w, w * 2.0)])
        return [run([X]) for _ in range(3)]

    held = K.placeholder((1,))
    first = draws()
    for _ in range(3):
        before = size(tidied(state) and state)
        again = draws()
        assert size(state) == before
        for one, other in zip(first, again, strict=True):
            for a, b in zip(one, other, strict=True):
                np.testing.assert_array_equal(a, b)
    assert K.function([held], [held * 2.0])([np.ones(1)])[0].tolist() == [2.0]


def test_only_equal_calls_are_found_again(state):
    x = K.placeholder((2, 3))
    K.eval(K.zeros((1,)))
    for make in (lambda: x * 2.0, lambda: x * 3.0, lambda: x * 2, lambda: x + 2.0, lambda: x[1:], lambda: x[:1]):
        expected = K.function([x], [make()])([X[:2]])[0]
        tidied(state)
        np.testing.assert_array_equal(K.function([x], [make()])([X[:2]])[0], expected)
    y = K.sum(x, axis=0)
    tidied(state)
    assert K.int_shape(K.sum(x, axis=1)) == (2,)
    assert K.int_shape(y) == (3,)
    assert np.signbit(K.function([x], [x * -0.0])([X[:2]])[0]).all()
    tidied(state)
    assert not np.signbit(K.function([x], [x * 0.0])([X[:2]])[0]).any()


@pytest.mark.parametrize("phases", [(0, 1), (1, 0)])
def test_what_was_built_for_another_phase_is_not_found(state, phases):
    held, means = K.placeholder((2, 2)), []  # keeps the graph in use
    for phase in phases:
        K.set_learning_phase(phase)
        model = Sequential([BatchNormalization(input_shape=(3,), name="bn")])
        model.compile("sgd", "mse")
        means.append(abs(model.predict(X).mean()))
        del model
        tidied(state)
    assert K.ndim(held) == 2
    assert means[phases.index(1)] < 1e-6 < means[phases.index(0)]


def test_a_tensor_that_somebody_holds_is_not_shared(state):
    """Its gradient would be that of two uses."""
    x = K.placeholder((2, 3))
    one = K.square(x)
    tidied(state)
    other = K.square(x)
    gradients = K.gradients(K.sum(one) + 2.0 * K.sum(other), [one, other])
    found = K.function([x], gradients)([X[:2]])
    assert [np.unique(gradient).tolist() for gradient in found] == [[1.0], [2.0]]


def test_what_is_behind_something_in_use_is_in_use(state):
    x = K.placeholder((2, 3))
    y = K.exp(K.square(x))
    run = K.function([x], [y])
    del y
    before = size(tidied(state) and state)
    K.square(x)
    assert size(state) == before + 1
    np.testing.assert_allclose(run([X[:2]])[0], np.exp(X[:2] ** 2), rtol=1e-6)


def test_a_shape_that_was_set_stays_with_its_tensor(state):
    x = K.placeholder((None, 3))
    y = x * 2.0
    y.set_shape((2, 3))
    del y
    tidied(state)
    assert K.int_shape(x * 2.0) == (None, 3)


def test_a_session_that_was_handed_out_knows_all_operations(state):
    x = K.placeholder((2, 3))
    K.square(x)
    tidied(state)
    K.get_session()
    before = size(state)
    K.square(x)
    assert size(state) == before + 1


def test_training_in_another_thread_goes_on(state):
    model, x = dense()
    model.compile("sgd", "mse")
    losses = []
    thread = threading.Thread(target=lambda: losses.extend(model.fit(x, Y, nb_epoch=40, verbose=0).history["loss"]))
    thread.start()
    while thread.is_alive():
        other, _ = dense()
        other.predict(x)
        del other
        tidied(state)
    thread.join()
    assert losses == sorted(losses, reverse=True)
    assert len(losses) == 40
