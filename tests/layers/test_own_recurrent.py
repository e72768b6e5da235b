"""Recurrent layers as users of classic Keras derived them: own steps, own constants, wrappers that loop themselves."""

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.layers import GRU, LSTM, ConvLSTM2D, Convolution2D, Input, InputSpec, Recurrent, SimpleRNN, Wrapper
from kerasfront.models import Model, Sequential

SAMPLES, TIMES, FEATURES, UNITS = 2, 3, 2, 2
X = np.random.RandomState(0).normal(0, 1, (SAMPLES, TIMES, FEATURES)).astype("float32")
FOCUS = np.random.RandomState(1).normal(0, 1, (SAMPLES, UNITS)).astype("float32")


class AttentionLSTM(LSTM):
    """Scales what an LSTM puts out by how much it looks like a vector, which came as a constant."""

    def __init__(self, output_dim, focus, **kwargs):
        self.focus = focus
        super().__init__(output_dim, **kwargs)

    def build(self, input_shape):
        super().build(input_shape)
        self.U_focus = self.inner_init((self.output_dim, self.output_dim), name=f"{self.name}_U_focus")
        self.trainable_weights += [self.U_focus]
        if self.initial_weights is not None:
            self.set_weights(self.initial_weights)
            del self.initial_weights

    def get_constants(self, x):
        constants = super().get_constants(x)
        constants.append(K.dot(self.focus, self.U_focus))
        return constants

    def step(self, x, states):
        h, (h, c) = super().step(x, states)
        h = h * K.sigmoid(states[4])
        return h, [h, c]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def attention(weights, mode):
    """The same by NumPy."""
    *own, focus = weights
    if mode != "gpu":
        i, c, f, o = (own[k : k + 3] for k in range(0, 12, 3))
        own = [np.concatenate(kind, -1) for kind in zip(i, f, c, o)]
    W, U, b = own
    h = c = np.zeros((SAMPLES, UNITS))
    for t in range(TIMES):
        i, f, new, o = np.split(X[:, t] @ W + b + h @ U, 4, -1)
        i, f, o = (np.clip(0.2 * gate + 0.5, 0, 1) for gate in (i, f, o))
        c = f * c + i * np.tanh(new)
        h = o * np.tanh(c) * sigmoid(FOCUS @ focus)
    return h


@pytest.mark.parametrize("mode", ["cpu", "mem", "gpu"])
def test_attention(backend, mode):
    x, focus = Input((TIMES, FEATURES)), Input((UNITS,))
    layer = AttentionLSTM(UNITS, focus, consume_less=mode)
    model = Model(input=[x, focus], output=layer(x))
    assert len(layer.get_weights()) == (4 if mode == "gpu" else 13)
    np.testing.assert_allclose(model.predict([X, FOCUS]), attention(layer.get_weights(), mode), rtol=1e-4, atol=1e-6)


def test_attention_is_trained(backend):
    x, focus = Input((TIMES, FEATURES)), Input((UNITS,))
    layer = AttentionLSTM(UNITS, focus, consume_less="gpu")
    model = Model(input=[x, focus], output=layer(x))
    model.compile("sgd", "mse")
    before = K.get_value(layer.U_focus)
    model.train_on_batch([X, FOCUS], np.ones((SAMPLES, UNITS)))
    assert (K.get_value(layer.U_focus) != before).any()


@pytest.mark.parametrize(("kind", "gates"), [(SimpleRNN, 1), (GRU, 3), (LSTM, 4)])
@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_constants_begin_with_two_scales(backend, kind, gates, dropout):
    x = Input((TIMES, FEATURES))
    layer = kind(UNITS, dropout_U=dropout, dropout_W=dropout, consume_less="mem")
    layer(x)
    constants = layer.get_constants(x)
    assert len(constants) == 2
    for scales, width in zip(constants, (UNITS, FEATURES)):
        scales = [scales] if gates == 1 else scales
        assert len(scales) == gates
        for scale in scales if dropout else []:
            assert K.int_shape(scale)[-1] == width
        assert dropout or all(scale == 1 for scale in scales)


def test_constants_of_films(backend):
    x = Input((TIMES, 4, 4, 1))
    layer = ConvLSTM2D(2, 3, 3, border_mode="same", dim_ordering="tf")
    layer(x)
    assert [len(scales) for scales in layer.get_constants(x)] == [4, 4]
    assert layer.preprocess_input(x) is x


class Scaled(GRU):
    """Hands scales of its own to the step, where the layer has no dropout."""

    def get_constants(self, x):
        return [[0.0] * 3, [1.0] * 3]


@pytest.mark.parametrize("mode", ["cpu", "mem", "gpu"])
def test_own_scales_count(backend, mode):
    """With the state before out of reach, each step sees its input alone."""
    layer = Scaled(UNITS, input_shape=(TIMES, FEATURES), consume_less=mode, return_sequences=True)
    alone = GRU(UNITS, input_shape=(1, FEATURES), consume_less=mode)
    one, other = Sequential([layer]), Sequential([alone])
    other.set_weights(one.get_weights())
    np.testing.assert_allclose(one.predict(X)[:, 0], other.predict(X[:, :1]), rtol=1e-4, atol=1e-6)


class Own(Recurrent):
    """Everything by hand, as in the guides of the time: a running product with two states."""

    def __init__(self, output_dim, **kwargs):
        self.output_dim = output_dim
        super().__init__(**kwargs)

    def build(self, input_shape):
        self.input_spec = [InputSpec(shape=input_shape)]
        self.states = [None, None]
        self.W = self.add_weight((input_shape[2], self.output_dim), initializer="one", name=f"{self.name}_W")

    def step(self, x, states):
        total, count = states[:2]
        total = total + K.dot(x, self.W)
        return total / (count + 1.0), [total, count + 1.0]


def test_number_of_states_is_that_of_states(backend):
    model = Sequential([Own(UNITS, input_shape=(TIMES, FEATURES))])
    expected = np.repeat(X.sum(2).mean(1)[:, None], UNITS, 1)
    np.testing.assert_allclose(model.predict(X), expected, rtol=1e-4, atol=1e-6)


class Keeping(Own):
    """Makes its states in the way of classic layers, which had none before they were built."""

    def reset_states(self):
        shape = (SAMPLES, self.output_dim)
        if hasattr(self, "states"):
            K.set_value(self.states[0], np.zeros(shape))
            K.set_value(self.states[1], np.zeros(shape))
        else:
            self.states = [K.zeros(shape), K.zeros(shape)]

    def build(self, input_shape):
        self.reset_states()
        states = self.states
        super().build(input_shape)
        self.states = states


def test_own_reset_states(backend):
    model = Sequential([Keeping(UNITS, stateful=True, batch_input_shape=(SAMPLES, TIMES, FEATURES))])
    first, second = model.predict(X, batch_size=SAMPLES), model.predict(X, batch_size=SAMPLES)
    np.testing.assert_allclose(first, second, rtol=1e-4, atol=1e-6)  # the mean of all inputs, twice the same
    model.reset_states()
    assert (K.get_value(model.layers[0].states[1]) == 0).all()


class Looping(Wrapper):
    """Runs the loop of the layer within by itself and adds what it likes to each step."""

    def build(self, input_shape):
        self.input_spec = [InputSpec(shape=input_shape)]
        if not self.layer.built:
            self.layer.build(input_shape)
            self.layer.built = True
        super().build()
        self.bias = K.variable(np.ones(self.layer.output_dim), name=f"{self.name}_bias")
        self.trainable_weights += [self.bias]

    def get_output_shape_for(self, input_shape):
        return self.layer.get_output_shape_for(input_shape)

    def step(self, x, states):
        h, new = self.layer.step(x, states)
        return h + states[-1], new

    def call(self, x, mask=None):
        constants = [*self.layer.get_constants(x), self.bias]
        last, _, _ = K.rnn(
            self.step, self.layer.preprocess_input(x), self.layer.get_initial_states(x), mask=mask,
            constants=constants, input_length=K.int_shape(x)[1],
        )  # fmt: skip
        return last


@pytest.mark.parametrize("mode", ["cpu", "mem", "gpu"])
def test_a_wrapper_that_runs_the_loop(backend, mode, tmp_path):
    inner = LSTM(UNITS, consume_less=mode)
    model = Sequential([Looping(inner, input_shape=(TIMES, FEATURES))])
    plain = Sequential([LSTM(UNITS, consume_less=mode, input_shape=(TIMES, FEATURES))])
    plain.set_weights(inner.get_weights())
    np.testing.assert_allclose(model.predict(X), plain.predict(X) + 1, rtol=1e-4, atol=1e-6)
    assert len(model.trainable_weights) == len(inner.trainable_weights) + 1
    model.layers[0].set_weights([np.full_like(w, 0.5) for w in model.layers[0].get_weights()])
    model.save_weights(tmp_path / "weights.h5")
    K.set_value(model.layers[0].bias, np.zeros(UNITS))
    model.load_weights(tmp_path / "weights.h5")
    np.testing.assert_array_equal(K.get_value(model.layers[0].bias), 0.5)


def test_methods_of_one_layer_may_be_replaced(backend):
    """No loop of the backend's own computes what was there before."""
    layer = LSTM(UNITS)
    step = layer.step
    layer.step = lambda x, states: (lambda h, new: (0.0 * h, new))(*step(x, states))
    x = Input((TIMES, FEATURES))
    assert (Model(x, layer(x)).predict(X) == 0).all()


class Predicting(Recurrent):
    """Films, with layers of its own built by hand; after some steps it sees what it predicted itself."""

    def __init__(self, own_from, **kwargs):
        self.own_from = own_from
        super().__init__(**kwargs)
        self.input_spec = [InputSpec(ndim=5)]

    def get_output_shape_for(self, input_shape):
        return input_shape if self.return_sequences else input_shape[:1] + input_shape[2:]

    def get_initial_states(self, x):
        return [K.zeros_like(x[:, 0]), K.variable(0, int)]

    def build(self, input_shape):
        self.input_spec = [InputSpec(shape=input_shape)]
        self.filter = Convolution2D(input_shape[-1], 1, 1, dim_ordering="tf", init="one")
        self.filter.build(input_shape[:1] + input_shape[2:])
        self.trainable_weights = self.filter.trainable_weights
        self.states = [None, None]

    def step(self, x, states):
        before, number = states
        x = K.switch(number >= self.own_from, before, x)
        output = self.filter.call(x)
        return output, [output, number + 1]


def test_films_by_layers_within(backend):
    model = Sequential([Predicting(1, return_sequences=True, input_shape=(3, 2, 2, 1))])
    films = np.arange(24.0).reshape(2, 3, 2, 2, 1)
    model.layers[0].set_weights([np.full((1, 1, 1, 1), 2.0), np.zeros(1)])
    first = 2 * films[:, 0]
    np.testing.assert_allclose(model.predict(films), np.stack([first, 2 * first, 4 * first], 1))
    model.compile("sgd", "mse")
    model.train_on_batch(films, films)
    assert model.layers[0].get_weights()[0].item() != 2.0
