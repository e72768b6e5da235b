"""What comes to nothing only while a function runs: no time steps, windows that fit nowhere."""

import numpy as np
import pytest

from kerasfront.errors import ArgumentError
from kerasfront.layers import (
    GRU,
    LSTM,
    Bidirectional,
    Convolution1D,
    Cropping1D,
    Dense,
    Input,
    Lambda,
    Masking,
    SimpleRNN,
    TimeDistributed,
)
from kerasfront.models import Model, Sequential

NOTHING = np.zeros((2, 0, 3))


def built(*layers):
    x = Input((None, 3))
    y = x
    for layer in layers:
        y = layer(y)
    model = Model(x, y)
    model.compile("sgd", "mse")
    return model


@pytest.mark.parametrize(
    "layer",
    [
        lambda: SimpleRNN(2, name="empty"),
        lambda: SimpleRNN(2, name="empty", return_sequences=True, go_backwards=True),
        lambda: LSTM(2, name="empty", consume_less="mem"),
        lambda: LSTM(2, name="empty", return_sequences=True),
        lambda: GRU(2, name="empty", consume_less="gpu"),
        lambda: GRU(2, name="empty", return_sequences=True),
        lambda: Bidirectional(SimpleRNN(2), name="empty"),
    ],
    ids=["SimpleRNN", "backwards", "LSTM", "LSTM sequences", "GRU", "GRU sequences", "Bidirectional"],
)
def test_functions_fed_without_time_steps(K, layer):
    model = built(layer())
    told = r"Layer 'empty' \(\w+\) got an input of shape \(2, 0, 3\): there is nothing along axis 1, such as no time"
    with pytest.raises(ArgumentError, match=told):
        K.function([model.input], [model.output])([NOTHING])


@pytest.mark.parametrize("shortened", [lambda: Cropping1D((1, 1)), lambda: Lambda(lambda x: x[:, 2:])])
def test_layers_that_leave_no_time_steps(K, shortened):
    model = built(shortened(), Masking(), SimpleRNN(2, name="empty"))
    x, y = np.ones((4, 2, 3)), np.zeros((4, 2))
    told = r"got an input of shape \(\d, 0, 3\): there is nothing along axis 1"
    for use in (
        lambda: model.fit(x, y, batch_size=2, nb_epoch=1, verbose=0),
        lambda: model.evaluate(x, y, batch_size=1, verbose=0),
        lambda: model.predict(x),
        lambda: model.train_on_batch(x, y),
        lambda: K.function([model.input], [model.output])([x]),
    ):
        with pytest.raises(ArgumentError, match=told) as raised:
            use()
        assert "'masking_" in str(raised.value) or "'empty'" in str(raised.value)
    assert model.predict(np.ones((4, 3, 3))).shape == (4, 2)


def test_later_chunks_say_so_too(K):
    """The first batch of an epoch is a call of its own, those after it may go together."""
    model = built(Lambda(lambda x: x[:, K.cast(x[0, 0, 0], "int32") :]), SimpleRNN(2))
    x = np.zeros((8, 3, 3))
    x[6:] = 3
    with pytest.raises(ArgumentError, match=r"got an input of shape \(1, 0, 3\)"):
        model.fit(x, np.zeros((8, 2)), batch_size=1, nb_epoch=3, verbose=0, shuffle=False)


def test_windows_that_fit_nowhere(K):
    model = built(Convolution1D(2, 3, name="wide"), SimpleRNN(2))
    with pytest.raises(ArgumentError, match=r"'wide' .* of shape \(2, 2, 3\) into an output of shape \(2, 0, 2\)"):
        model.predict(np.ones((2, 2, 3)))


def test_nothing_for_nothing_keeps_the_samples(K):
    """Unless the product of a library refuses matrices without rows."""
    model = built(TimeDistributed(Dense(2), name="empty"))
    try:
        found = K.function([model.input], [model.output])([NOTHING])[0]
    except ArgumentError as refused:
        assert "'empty' (TimeDistributed) got an input of shape (2, 0, 3)" in str(refused)
    else:
        assert found.shape == (2, 0, 2)


def test_other_errors_stay_what_they_are(K):
    model = Sequential([Dense(2, input_dim=3)])
    x = K.placeholder((None, 3))
    mixed = K.function([model.input, x], [model.output + x[:, :2]])
    with pytest.raises(Exception, match="^(?!.*nothing along)") as raised:
        mixed([np.ones((2, 3)), np.ones((3, 3))])
    assert not isinstance(raised.value, ArgumentError)
