"""Layers whose loop over time may be one operation: what they compute does not depend on it."""

from contextlib import nullcontext

import numpy as np
import pytest

from kerasfront.backend.specification import OPERATIONS
from kerasfront.layers import GRU, LSTM, Activation, Bidirectional, ConvLSTM2D, Input, Masking, RepeatVector, SimpleRNN
from kerasfront.models import Model, Sequential

SAMPLES, TIMES, FEATURES, UNITS = 11, 5, 3, 19  # more samples and units than fit a block, and a rest
X = np.random.RandomState(0).randn(SAMPLES, TIMES, FEATURES)
X[3, 2:], X[4, :2], X[5] = 0, 0, 0  # masked at the end, at the beginning, wholly


class SameLSTM(LSTM):
    """Subclasses run step by step."""


class SameGRU(GRU):
    """Likewise."""


class SameSimpleRNN(SimpleRNN):
    """Likewise."""


def trained(K, layer, masked, **arguments):
    K.clear_session()
    np.random.seed(0)
    first = [Masking(input_shape=(TIMES, FEATURES))] if masked else []
    shape = {} if masked else {"input_shape": (TIMES, FEATURES)}
    if arguments.pop("smooth", False):
        arguments["activation" if issubclass(layer, SimpleRNN) else "inner_activation"] = "sigmoid"
    model = Sequential([*first, layer(UNITS, **shape, **arguments)])
    model.compile("sgd", "mse")
    before = model.predict(X)
    loss = model.train_on_batch(X, np.random.RandomState(1).randn(*before.shape))
    return [before, loss, *model.get_weights()]


@pytest.mark.parametrize(("layer", "same"), [(LSTM, SameLSTM), (GRU, SameGRU), (SimpleRNN, SameSimpleRNN)])
@pytest.mark.parametrize(
    ("masked", "arguments"),
    [
        (False, {"consume_less": "gpu"}),
        (True, {"smooth": True, "return_sequences": True}),
        (True, {"go_backwards": True}),
        (True, {"dropout_U": 0.4}),
    ],
    ids=["", "masked sequences", "masked, backwards", "masked, dropout"],
)
def test_same_as_step_by_step(K, layer, same, masked, arguments):
    for one, steps in zip(trained(K, layer, masked, **arguments), trained(K, same, masked, **arguments)):
        np.testing.assert_allclose(one, steps, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("arguments", [{}, {"dropout_W": 0.2, "dropout_U": 0.2}], ids=["", "dropout"])
@pytest.mark.parametrize("layer", [LSTM, GRU, SimpleRNN])
def test_it_is_one_operation(K, layer, arguments, monkeypatch):
    monkeypatch.setattr(layer, "precomputed_step", None)  # who runs step by step calls it
    by_steps = K.current().operation("gated_rnn") is OPERATIONS["gated_rnn"].default
    with pytest.raises(TypeError) if by_steps else nullcontext():
        model = Sequential([layer(4, input_shape=(3, 2), **arguments)])
        assert model.predict(np.zeros((1, 3, 2))).shape == (1, 4)


class SameConvLSTM2D(ConvLSTM2D):
    """Likewise; and with the order of axes that it is asked for."""


@pytest.mark.slow  # Theano compiles the loops step by step for 10 s
@pytest.mark.parametrize(
    ("dim_ordering", "arguments"),
    [
        ("tf", {"return_sequences": True, "inner_activation": "sigmoid"}),
        ("th", {"stateful": True, "go_backwards": True, "subsample": (2, 1), "consume_less": "gpu"}),
    ],
)
def test_films_as_step_by_step(K, dim_ordering, arguments):
    shape = (2, 3, 5, 6, 2) if dim_ordering == "tf" else (2, 3, 2, 5, 6)
    x, found = np.random.RandomState(0).randn(4, *shape[1:]), []
    for layer in (ConvLSTM2D, SameConvLSTM2D):
        np.random.seed(0)
        model = Sequential([layer(3, 3, 3, dim_ordering=dim_ordering, batch_input_shape=shape, **arguments)])
        model.compile("sgd", "mse")
        before = model.predict(x, batch_size=2)
        loss = model.train_on_batch(x[:2], np.random.RandomState(1).randn(2, *before.shape[1:]))
        found.append([before, loss, model.predict(x, batch_size=2), *model.get_weights()])
    for one, steps in zip(*found):
        np.testing.assert_allclose(one, steps, rtol=1e-4, atol=1e-6)


def test_a_loop_over_films_is_one_operation(K, monkeypatch):
    monkeypatch.setattr(ConvLSTM2D, "precomputed_step", None)
    by_steps = K.backend() not in ("tensorflow", "theano")
    with pytest.raises(TypeError) if by_steps else nullcontext():
        model = Sequential([ConvLSTM2D(2, 3, 3, dim_ordering="th", dropout_U=0.2, input_shape=(3, 1, 4, 4))])
        assert model.predict(np.zeros((1, 3, 1, 4, 4))).shape == (1, 2, 2, 2)


@pytest.mark.parametrize("activation", ["relu", "linear", "hard_sigmoid", "softsign"])
def test_activations_of_a_simple_network(K, activation):
    """Also one that loops in one operation do not know."""
    made = (trained(K, layer, False, activation=activation) for layer in (SimpleRNN, SameSimpleRNN))
    for one, steps in zip(*made):
        np.testing.assert_allclose(one, steps, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("masked", [False, True], ids=["", "masked"])
@pytest.mark.parametrize("shape", [(None, 1, 2), (1, None, 2)], ids=["one step", "one sample"])
@pytest.mark.parametrize("layer", [LSTM, GRU, SimpleRNN])
def test_trained_where_one_size_is_known_to_be_1(K, layer, shape, masked):
    first = Masking(batch_input_shape=shape) if masked else Activation("linear", batch_input_shape=shape)
    model = Sequential([first, layer(2, stateful=shape[0] == 1)])
    model.compile("sgd", "mse")
    *_, before = model.get_weights()
    assert np.isfinite(model.train_on_batch(np.ones([size or 3 for size in shape]), np.zeros((shape[0] or 3, 2))))
    assert not np.array_equal(before, model.get_weights()[-1])


@pytest.mark.parametrize("layer", [LSTM, GRU, SimpleRNN])
def test_wrapped_where_there_is_one_step(K, layer):
    x = Input((2,))
    model = Model(x, Bidirectional(layer(2))(RepeatVector(1)(x)))
    model.compile("sgd", "mse")
    assert np.isfinite(model.train_on_batch(np.ones((3, 2)), np.zeros((3, 4))))


def test_double_precision_runs_step_by_step(K):
    x, u, h = (K.placeholder(shape, dtype="float64") for shape in ((2, 3, 12), (4, 12), (2, 4)))

    def step(now, states):
        return states[0] + now[:, :4], [states[0] + now[:, :4]]

    last, _, _ = K.gated_rnn("gru", "sigmoid", step, x, [h], u)
    numbers = np.random.RandomState(0).randn(2, 3, 12)
    found = K.function([x, u, h], [last])([numbers, np.zeros((4, 12)), np.zeros((2, 4))])[0]
    np.testing.assert_allclose(found, numbers[:, :, :4].sum(1), rtol=1e-12)
