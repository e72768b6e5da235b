"""Recurrent layers against plain NumPy, and what they have in common: modes, states, masks, errors.

What does not depend on the loop is tested without one (``unroll=True``), as some backends take long to compile loops.
"""

import numpy as np
import pytest

from kerasfront.errors import ArgumentError
from kerasfront.layers import GRU, LSTM, Input, Masking, SimpleRNN
from kerasfront.models import Model, Sequential
from kerasfront.regularizers import l1

SAMPLES, TIMES, FEATURES, UNITS = 2, 3, 2, 3


def hard_sigmoid(x):
    return np.clip(0.2 * x + 0.5, 0, 1)


def simple_rnn(x, w, u, b):
    h = np.zeros((len(x), UNITS))
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ w + b + h @ u)
    return h


def gru(x, w, u, b):
    (wz, wr, wh), (uz, ur, uh), (bz, br, bh) = (np.split(a, 3, axis=-1) for a in (w, u, b))
    h = np.zeros((len(x), UNITS))
    for t in range(x.shape[1]):
        z, r = hard_sigmoid(x[:, t] @ wz + bz + h @ uz), hard_sigmoid(x[:, t] @ wr + br + h @ ur)
        h = z * h + (1 - z) * np.tanh(x[:, t] @ wh + bh + (r * h) @ uh)
    return h


def lstm(x, w, u, b):
    h = c = np.zeros((len(x), UNITS))
    for t in range(x.shape[1]):
        i, f, g, o = np.split(x[:, t] @ w + b + h @ u, 4, axis=-1)
        c = hard_sigmoid(f) * c + hard_sigmoid(i) * np.tanh(g)
        h = hard_sigmoid(o) * np.tanh(c)
    return h


ORACLES = {SimpleRNN: (simple_rnn, 1), GRU: (gru, 3), LSTM: (lstm, 4)}


def drawn(seed, *shape):
    return np.random.RandomState(seed).normal(0, 0.5, shape).astype("float32")


def fused_weights(gates):
    return [drawn(1, FEATURES, gates * UNITS), drawn(2, UNITS, gates * UNITS), drawn(3, gates * UNITS)]


def test_every_cell_computes_its_formula_from_the_same_weights_in_every_mode(K):
    x = Input((2, FEATURES))
    layers = [cell(UNITS, consume_less=mode, unroll=True) for cell in ORACLES for mode in ("cpu", "mem", "gpu")]
    run = K.function([x], [layer(x) for layer in layers])
    values = drawn(4, SAMPLES, 2, FEATURES)
    for layer in layers:
        layer.set_weights(fused_weights(ORACLES[type(layer)][1]))
    for layer, output in zip(layers, run([values])):
        oracle, gates = ORACLES[type(layer)]
        expected = oracle(values, *fused_weights(gates))
        np.testing.assert_allclose(output, expected, rtol=1e-4, atol=1e-6, err_msg=layer.name)


@pytest.mark.parametrize("cell", [GRU, LSTM])
def test_weights_go_from_one_mode_to_the_other_and_back(K, cell):
    single, fused = cell(UNITS), cell(UNITS, consume_less="gpu")
    for layer in (single, fused):
        layer(Input((TIMES, FEATURES)))
    before = single.get_weights()
    fused.set_weights(before)
    single.set_weights([np.zeros_like(w) for w in before])
    single.set_weights(fused.get_weights())
    for old, new in zip(before, single.get_weights()):
        np.testing.assert_array_equal(old, new)


def test_the_forget_gate_is_open_at_first_in_every_mode(K):
    for mode in ("cpu", "gpu"):
        layer = LSTM(UNITS, consume_less=mode)
        layer(Input((TIMES, FEATURES)))
        ones = sum(int((w == 1).sum()) for w in layer.get_weights() if w.ndim == 1)
        assert ones == UNITS


def test_the_unrolled_loop_the_reversed_one_and_the_last_step_agree(K):
    x = Input((TIMES, FEATURES))
    layers = [
        SimpleRNN(UNITS), SimpleRNN(UNITS, unroll=True, return_sequences=True), SimpleRNN(UNITS, go_backwards=True),
    ]  # fmt: skip
    outputs = [layer(x) for layer in layers]
    for layer in layers:
        layer.set_weights(fused_weights(1))
    values = drawn(4, SAMPLES, TIMES, FEATURES)
    last, sequence, reverse = K.function([x], outputs)([values])
    np.testing.assert_allclose(last, sequence[:, -1], rtol=1e-5)
    np.testing.assert_allclose(reverse, simple_rnn(values[:, ::-1], *fused_weights(1)), rtol=1e-4)
    assert [layer.output_shape for layer in layers] == [(None, UNITS), (None, TIMES, UNITS), (None, UNITS)]


def test_masked_steps_repeat_output_and_state(K):
    model = Sequential([Masking(input_shape=(TIMES, FEATURES)), SimpleRNN(UNITS)])
    model.set_weights(fused_weights(1))
    values = drawn(4, SAMPLES, TIMES, FEATURES)
    values[:, 1:] = 0.0
    expected = simple_rnn(values[:, :1], *fused_weights(1))
    np.testing.assert_allclose(model.predict(values), expected, rtol=1e-4)


def test_a_stateful_layer_goes_on_where_it_was_until_it_is_reset(K):
    model = Sequential([SimpleRNN(UNITS, stateful=True, batch_input_shape=(SAMPLES, TIMES, FEATURES))])
    model.set_weights(fused_weights(1))
    values = drawn(4, SAMPLES, 2 * TIMES, FEATURES)
    model.predict(values[:, :TIMES], batch_size=SAMPLES)
    second = model.predict(values[:, TIMES:], batch_size=SAMPLES)
    np.testing.assert_allclose(second, simple_rnn(values, *fused_weights(1)), rtol=1e-4)
    model.reset_states()
    first = model.predict(values[:, :TIMES], batch_size=SAMPLES)
    np.testing.assert_allclose(first, simple_rnn(values[:, :TIMES], *fused_weights(1)), rtol=1e-4)


def test_dropout_masks_are_the_same_at_all_times(K):
    x = Input((TIMES, 1))
    layer = SimpleRNN(40, activation="linear", inner_init="zero", init="one", dropout_W=0.5, return_sequences=True)
    run = K.function([x, K.learning_phase()], [layer(x)])
    assert layer.uses_learning_phase
    output = run([np.ones((20, TIMES, 1)), 1])[0]
    assert set(np.unique(output)) == {0.0, 2.0}
    assert (output == output[:, :1]).all()
    assert (run([np.ones((20, TIMES, 1)), 0])[0] == 1.0).all()


def test_the_u_of_a_single_gate_is_drawn_and_penalized_as_w_is(K):
    """As in classic Keras, where each gate has a U of its own."""
    for mode, penalized in (("cpu", 3 * UNITS * (FEATURES + UNITS)), ("gpu", 3 * UNITS * FEATURES)):
        layer = GRU(UNITS, init="one", inner_init="zero", W_regularizer=l1(1.0), consume_less=mode)
        layer(Input((TIMES, FEATURES)))
        assert sum(K.eval(loss) for loss in layer.losses) == penalized


def test_a_stateful_layer_tells_the_input_that_its_states_are_made_for(K):
    layer = GRU(2, stateful=True)
    layer(Input(batch_shape=(SAMPLES, TIMES, FEATURES)))
    assert layer.get_config()["batch_input_shape"] == [SAMPLES, TIMES, FEATURES]


def test_the_configuration_makes_an_equal_layer(K):
    layer = LSTM(4, W_regularizer="l2", dropout_U=0.1, consume_less="mem", input_shape=(TIMES, FEATURES))
    again = LSTM.from_config(layer.get_config())
    assert again.get_config() == layer.get_config()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: LSTM(3, consume_less="fast"), "consume_less must be one of"),
        (lambda: LSTM(3, unroll=True)(Input((None, 2))), "unroll=True, but the length"),
        (lambda: LSTM(3, stateful=True)(Input((4, 2))), "stateful and needs a fixed number of samples"),
        (lambda: LSTM(3).reset_states(), "stateful=True"),
    ],
)
def test_what_cannot_work_says_why(K, make, message):
    with pytest.raises(ArgumentError, match=message):
        make()


def test_a_model_of_shared_recurrent_layers_trains(K):
    a, b = Input((2, FEATURES)), Input((2, FEATURES))
    shared = GRU(2, unroll=True)
    model = Model(input=[a, b], output=[shared(a), shared(b)])
    model.compile("sgd", "mse")
    x = drawn(5, 4, 2, FEATURES)
    losses = [model.train_on_batch([x, x], [np.ones((4, 2)), np.ones((4, 2))])[0] for _ in range(3)]
    assert losses[2] < losses[0]
