"""Second derivatives through loops, of layers and of K, against finite differences of the first ones."""

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.layers import (
    GRU,
    LSTM,
    Bidirectional,
    ConvLSTM2D,
    Dense,
    Dropout,
    Input,
    Layer,
    SimpleRNN,
    TimeDistributed,
)
from kerasfront.models import Model
from tests.conftest import BACKENDS

STEP = 1e-2
TIMES = (2, 4, 3)
SMOOTH = {"inner_activation": "sigmoid"}


def on_theano(mark):
    """Theano compiles each loop for many seconds, so that its cases have a mark."""
    names = [pytest.param(name, marks=[mark] if name == "theano" else []) for name in BACKENDS]
    return pytest.mark.parametrize("backend", names, indirect=True)


SLOW, FULL = on_theano(pytest.mark.slow), on_theano(pytest.mark.full)


class Masked(Layer):
    """Masks the same steps whatever the values are, so that these can move."""

    mask = [[0, 1, 1, 0], [1, 0, 1, 1]]

    def compute_mask(self, x, mask=None):
        return K.variable(self.mask, "uint8")


class Check:
    """The Hessian of the sum of squares of an output, times a direction, by the input and by weights."""

    def __init__(self, K, x, y, weights, shape):
        self.K, self.weights = K, weights
        self.arrays = [np.random.RandomState(9).uniform(0.1, 0.9, shape), *K.batch_get_value(weights)]
        directions = [np.random.RandomState(i).randn(*array.shape) for i, array in enumerate(self.arrays)]
        length = np.sqrt(sum(np.square(direction).sum() for direction in directions))
        self.directions = [direction / length for direction in directions]
        self.phases = [[0], [1]] if K.uses_learning_phase(y) else [[]]
        sources = [x, *weights]
        slopes = K.gradients(K.sum(K.square(y)), sources)
        along = sum(K.sum(slope * K.variable(v)) for slope, v in zip(slopes, self.directions))
        second = K.gradients(along, sources)
        self.streams = K.random_streams([*slopes, *second])
        self.seeds = K.batch_get_value(self.streams)
        inputs = [x, K.learning_phase()] if len(self.phases) > 1 else [x]
        self.first, self.second = (K.function(inputs, found) for found in (slopes, second))

    def at(self, by, function, phase):
        x, *weights = [array + by * direction for array, direction in zip(self.arrays, self.directions)]
        self.K.batch_set_value([*zip(self.weights, weights), *zip(self.streams, self.seeds)])
        return function([x, *phase])

    def run(self):
        for phase in self.phases:
            below, above = (self.at(by, self.first, phase) for by in (-STEP, STEP))
            for found, low, high in zip(self.at(0.0, self.second, phase), below, above):
                expected = (high - low) / (2 * STEP)
                np.testing.assert_allclose(found, expected, rtol=0.02, atol=0.02 * max(0.05, np.abs(expected).max()))


def check(K, layers, shape=TIMES, known=None):
    x = y = Input(batch_shape=known or shape)
    for layer in layers:
        y = layer(y)
    Check(K, x, y, [weight for layer in layers for weight in layer.trainable_weights], shape).run()


LAYERS = {
    "SimpleRNN": lambda: [SimpleRNN(2, return_sequences=True)],
    "LSTM": lambda: [Masked(), LSTM(2, return_sequences=True, **SMOOTH)],
    "GRU": lambda: [Masked(), GRU(2, go_backwards=True, **SMOOTH)],
    "two": lambda: [GRU(2, return_sequences=True, **SMOOTH), LSTM(1, consume_less="gpu", **SMOOTH)],
}
MORE = {
    "mem": lambda: [Masked(), LSTM(2, consume_less="mem", **SMOOTH)],
    "dropout": lambda: [LSTM(2, dropout_W=0.4, dropout_U=0.4, **SMOOTH), Dropout(0.3), Dense(2, activation="tanh")],
    "dropout step by step": lambda: [Masked(), SimpleRNN(2, dropout_W=0.4, dropout_U=0.4)],
    "stateful": lambda: [GRU(2, stateful=True, **SMOOTH)],
    "unrolled": lambda: [LSTM(2, unroll=True, **SMOOTH)],
    "Bidirectional": lambda: [Bidirectional(SimpleRNN(2, return_sequences=True))],
}


@SLOW
@pytest.mark.parametrize("layers", LAYERS.values(), ids=LAYERS)
def test_layers(K, layers):
    check(K, layers())


@FULL
@pytest.mark.parametrize("layers", MORE.values(), ids=MORE)
def test_more_layers(K, layers):
    check(K, layers())


@FULL
@pytest.mark.parametrize("known", [(2, None, 3), (1, 1, 1)], ids=str)
@pytest.mark.parametrize("cell", [SimpleRNN, LSTM, GRU])
def test_lengths(K, cell, known):
    check(K, [cell(known[0], return_sequences=True)], [size or 4 for size in known], known)


@FULL
def test_images_and_what_is_distributed(K):
    check(K, [ConvLSTM2D(1, 3, 1, dim_ordering="tf", return_sequences=True, **SMOOTH)], (1, 2, 3, 2, 1))
    check(K, [TimeDistributed(GRU(2, **SMOOTH))], (2, 2, 3, 1))


@FULL
@pytest.mark.parametrize("cell", [LSTM, SimpleRNN])
def test_training_with_a_gradient_penalty(K, cell):
    """As in a Wasserstein GAN: the slopes of the critic by its input are to have the length 1."""
    x = Input(batch_shape=(8, 3, 2))
    model = Model(x, Dense(1)(cell(3)(x)))
    slopes = K.gradients(K.sum(model.output), [x])[0]
    penalty = K.mean(K.square(K.sqrt(K.sum(K.square(slopes), (1, 2))) - 1.0))
    model.compile("adam", lambda y_true, y_pred: K.mean(y_true * y_pred) + 10.0 * penalty)
    data, sides = np.random.RandomState(0).rand(8, 3, 2), np.repeat([1.0, -1.0], 4)
    losses = [float(model.train_on_batch(data, sides)) for _ in range(30)]
    assert np.isfinite(losses).all() and losses[-1] < losses[10] < losses[0]


def halve(total, item):
    return total * 0.5 + item * total


def by_time(K, x):
    return K.permute_dimensions(x, (1, 0, 2))


def choose(K, x):
    def step(now, states):
        (h,) = states
        return K.switch(K.sum(now) > 0.0, lambda: K.tanh(h * now), lambda: now), [K.tanh(h + now)]

    return K.rnn(step, x, [K.zeros_like(x[:, 0])])[1]


def look_up(K, x):
    table, rows = K.variable(np.random.RandomState(3).randn(4, 3)), K.variable([3, 0, 3, 1], "int32")
    return K.map_fn(lambda row: K.tanh(K.sum(K.gather(table, rows) * K.square(row), 1)), x)


def noisy(K, x):
    return K.map_fn(lambda row: row * K.tanh(row) * K.random_uniform((4, 3), seed=3), x)


def cost(K, x):
    labels, steps, counts = (K.variable(values, "int32") for values in ([[0], [1]], [[4], [3]], [[1], [1]]))
    return K.ctc_batch_cost(labels, K.softmax(x), steps, counts)


FUNCTIONS = {
    "foldl": lambda K, x: K.foldl(halve, by_time(K, x)),
    "foldr": lambda K, x: K.foldr(halve, by_time(K, x), K.ones_like(x[:, 0])),
    "one item": lambda K, x: K.foldl(halve, by_time(K, K.tanh(x[:, :1]))),
    "map_fn": lambda K, x: K.map_fn(lambda row: K.tanh(row) * row, x),
    "nested": lambda K, x: K.map_fn(lambda row: K.foldl(halve, row), x),
    "choice": choose,
    "gather": look_up,
    "random numbers": noisy,
    "ctc": cost,
}


@FULL
@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_functions(K, function):
    x = K.placeholder(TIMES)
    Check(K, x, function(K, x), [], TIMES).run()
