"""Recurrent layers over films, against plain NumPy; shapes, weights and states."""

import numpy as np
import pytest

from kerasfront import initializations
from kerasfront.errors import ArgumentError
from kerasfront.layers import ConvLSTM2D, Input
from tests.layers.space import convolution, to_ordering

SAMPLES, TIMES, ROWS, COLS, STACK, FILTERS = 2, 3, 5, 4, 1, 2
WINDOW = (3, 2)


def drawn(seed, *shape):
    return np.random.RandomState(seed).normal(0, 0.5, shape).astype("float32")


FILM = drawn(1, SAMPLES, TIMES, ROWS, COLS, STACK)
KERNEL, INNER = drawn(2, *WINDOW, STACK, 4 * FILTERS), drawn(3, *WINDOW, FILTERS, 4 * FILTERS)
BIAS = drawn(4, 4 * FILTERS)


def hard_sigmoid(x):
    return np.clip(0.2 * x + 0.5, 0, 1)


def same(x):
    """Zeros around images, so that a window that stays inside takes a place for each element."""
    return np.pad(x, ((0, 0), (1, 1), (0, 1), (0, 0)))


def oracle(film, strides, border_mode):
    """The last output, channels last; gates lie in the order i, f, c, o."""
    h = c = None
    for t in range(film.shape[1]):
        image = same(film[:, t]) if border_mode == "same" else film[:, t]
        z = convolution(image, KERNEL, strides) + BIAS
        z = z if h is None else z + convolution(same(h), INNER, (1, 1))
        i, f, g, o = np.split(z, 4, axis=-1)
        c = hard_sigmoid(i) * np.tanh(g) + (0.0 if c is None else hard_sigmoid(f) * c)
        h = hard_sigmoid(o) * np.tanh(c)
    return h


def fused(ordering):
    kernels = (KERNEL, INNER) if ordering == "tf" else [k.transpose(3, 2, 0, 1) for k in (KERNEL, INNER)]
    return [*kernels, BIAS]


def film_shape(ordering):
    return (TIMES, STACK, ROWS, COLS) if ordering == "th" else (TIMES, ROWS, COLS, STACK)


def test_every_mode_and_ordering_computes_the_formula(K):
    """Single gates take the weights of the fused mode, too."""
    layers = [
        ConvLSTM2D(FILTERS, *WINDOW, subsample=(1, 2), dim_ordering="tf"),
        ConvLSTM2D(FILTERS, *WINDOW, border_mode="same", dim_ordering="th", consume_less="mem"),
        ConvLSTM2D(FILTERS, *WINDOW, dim_ordering="th", consume_less="gpu", return_sequences=True),
    ]
    inputs = [Input(film_shape(layer.dim_ordering)) for layer in layers]
    run = K.function(inputs, [layer(x) for layer, x in zip(layers, inputs)])
    for layer in layers:
        layer.set_weights(fused(layer.dim_ordering))
    results = run([to_film(FILM, layer.dim_ordering) for layer in layers])
    expected = [oracle(FILM, (1, 2), "valid"), oracle(FILM, (1, 1), "same"), oracle(FILM, (1, 1), "valid")]
    for layer, got, right in zip(layers, [results[0], results[1], results[2][:, -1]], expected):
        np.testing.assert_allclose(got, to_ordering(right, layer.dim_ordering), rtol=1e-4, atol=1e-5)
    assert [layer.output_shape for layer in layers] == [
        (None, 3, 2, FILTERS), (None, FILTERS, ROWS, COLS), (None, TIMES, FILTERS, 3, 3),
    ]  # fmt: skip


def to_film(value, ordering):
    return np.moveaxis(value, -1, 2) if ordering == "th" else value


def test_sizes_need_not_be_known_and_dropout_is_the_same_at_all_times(K):
    film = Input((None, None, None, STACK))
    layer = ConvLSTM2D(FILTERS, *WINDOW, border_mode="same", dim_ordering="tf", dropout_W=0.5, dropout_U=0.5)
    output = layer(film)
    assert (K.int_shape(output), layer.uses_learning_phase) == ((None, None, None, FILTERS), True)
    layer.set_weights(fused("tf"))
    run = K.function([film, K.learning_phase()], [output])
    np.testing.assert_allclose(run([FILM, 0])[0], oracle(FILM, (1, 1), "same"), rtol=1e-4, atol=1e-5)
    assert not np.allclose(run([FILM, 1])[0], run([FILM, 1])[0])


def test_weights_come_by_gates(K):
    layer = ConvLSTM2D(FILTERS, *WINDOW, dim_ordering="th", name="c")
    layer(Input(film_shape("th")))
    names = [K.variable_name(weight).split(":")[0] for weight in layer.weights]
    assert names == [f"c_{kind}_{gate}" for gate in "icfo" for kind in "WUb"]
    assert [w.shape for w in layer.get_weights()][:3] == [(2, STACK, *WINDOW), (2, FILTERS, *WINDOW), (2,)]
    assert [int(w.sum()) for w in layer.get_weights()[2::3]] == [0, 0, FILTERS, 0]  # the forget gate is open at first


def test_initializations_take_kernels_for_th_ones_as_they_did(K):
    layer = ConvLSTM2D(FILTERS, *WINDOW, init="he_normal", dim_ordering="tf")
    np.random.seed(5)
    layer(Input(film_shape("tf")))
    np.random.seed(5)
    first = initializations.he_normal((*WINDOW, STACK, FILTERS))
    np.testing.assert_array_equal(layer.get_weights()[0], K.get_value(first))


def test_the_configuration_makes_an_equal_layer(K):
    layer = ConvLSTM2D(2, 3, 3, subsample=(2, 2), W_regularizer="l2", input_shape=(3, 5, 5, 1), dim_ordering="tf")
    again = ConvLSTM2D.from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    assert again.subsample == (2, 2)


def test_states_have_the_shape_of_the_output(K):
    layer = ConvLSTM2D(FILTERS, *WINDOW, stateful=True, dim_ordering="tf")
    layer(Input(batch_shape=(SAMPLES, *film_shape("tf"))))
    assert [K.int_shape(state) for state in layer.states] == [(SAMPLES, 3, 3, FILTERS)] * 2
    assert [variable for variable, _ in layer.state_updates] == layer.states


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ConvLSTM2D(2, 3, 3)(Input((5, 5, 1))), "rank 5"),
        (lambda: ConvLSTM2D(2, 6, 6, dim_ordering="tf")(Input((3, 5, 5, 1))), "smaller window"),
        (lambda: ConvLSTM2D(2, 3, 3, border_mode="full"), "border_mode must be 'valid' or 'same'"),
        (lambda: ConvLSTM2D(2, 0, 3), "nb_row must be at least 1"),
        (lambda: ConvLSTM2D(2, 3, 3, stateful=True)(Input((3, 5, 5, 1))), "needs a fixed number of samples"),
    ],
)
def test_what_cannot_work_says_why(K, make, message):
    with pytest.raises(ArgumentError, match=message):
        make()


@pytest.mark.parametrize("dim_ordering", ["th", "tf"])
def test_a_step_of_convolution_adds_a_bias_by_channel(K, dim_ordering):
    layer = ConvLSTM2D(FILTERS, *WINDOW, dim_ordering=dim_ordering)
    layer(Input(film_shape(dim_ordering)))
    x, W = K.zeros((SAMPLES, *film_shape(dim_ordering)[1:])), layer.trainable_weights[0]
    values = K.eval(layer.conv_step(x, W, b=K.variable(np.arange(FILTERS))))
    channels = values if dim_ordering == "tf" else np.moveaxis(values, 1, -1)
    np.testing.assert_array_equal(channels, np.broadcast_to(np.arange(FILTERS), channels.shape))


def test_known_times_stay_known_beside_an_unknown_size(K):
    layer = ConvLSTM2D(1, 1, 1, return_sequences=True, dim_ordering="th")
    assert K.int_shape(layer(K.placeholder((5, 4, 1, 3, None)))) == (5, 4, 1, 3, None)
