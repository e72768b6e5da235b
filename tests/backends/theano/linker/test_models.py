"""Models train as with compiled code: the same weights at the start, the same masks, the same losses."""

import os
import subprocess
import sys

import numpy as np
import pytest

import kerasfront
import kerasfront.backend as K
from kerasfront.layers import (
    GRU,
    LSTM,
    AveragePooling2D,
    BatchNormalization,
    Convolution2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    MaxPooling2D,
    SimpleRNN,
)
from kerasfront.models import Sequential

SAMPLES = 24


def mlp():
    layers = [Dense(8, activation="relu", input_dim=6), Dropout(0.3), Dense(3, activation="softmax")]
    return Sequential(layers), np.random.rand(SAMPLES, 6)


def cnn():
    layers = [
        Convolution2D(4, 3, 3, border_mode="same", activation="relu", input_shape=(6, 6, 2), dim_ordering="tf"),
        BatchNormalization(),
        MaxPooling2D((2, 2), dim_ordering="tf"),
        Convolution2D(3, 2, 2, dim_ordering="tf", subsample=(2, 1)),
        AveragePooling2D((1, 2), dim_ordering="tf"),
        Dropout(0.2),
        Flatten(),
        Dense(3, activation="softmax"),
    ]
    return Sequential(layers), np.random.rand(SAMPLES, 6, 6, 2)


def recurrent(layer):
    layers = [Embedding(7, 4, mask_zero=True, input_length=5), layer, Dropout(0.2), Dense(3, activation="softmax")]
    return Sequential(layers), np.random.randint(0, 7, (SAMPLES, 5))


def trained(build):
    """Losses, weights and predictions after two epochs."""
    kerasfront.set_random_seed(5)
    np.random.seed(5)
    model, x = build()
    y = np.eye(3)[np.arange(SAMPLES) % 3]
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(x, y, batch_size=10, nb_epoch=2, verbose=0).history
    return [history["loss"], history["acc"], *model.get_weights(), model.predict(x, batch_size=10)]


@pytest.mark.parametrize(
    "build",
    [
        mlp,
        pytest.param(cnn, marks=pytest.mark.slow),
        pytest.param(
            lambda: recurrent(SimpleRNN(4, dropout_U=0.2, dropout_W=0.2)), id="SimpleRNN", marks=pytest.mark.slow
        ),
        pytest.param(lambda: recurrent(LSTM(4, dropout_U=0.2)), id="LSTM", marks=pytest.mark.slow),
        pytest.param(lambda: recurrent(GRU(4, inner_activation="sigmoid")), id="GRU", marks=pytest.mark.slow),
    ],
)
def test_losses_weights_and_predictions_are_those_of_compiled_code(build, theano_on_jax, monkeypatch):
    ours = trained(build)
    K.clear_session()
    monkeypatch.setattr(sys.modules["kerasfront_theano.function"], "jitted", None)
    for one, other in zip(ours, trained(build)):
        np.testing.assert_allclose(one, other, rtol=2e-4, atol=2e-5)


WITHOUT_COMPILER = """
import numpy as np
import kerasfront.backend as K
from kerasfront.layers import LSTM, Convolution2D, Dense, Dropout, Flatten, MaxPooling2D, Reshape
from kerasfront.models import Sequential

model = Sequential([
    Convolution2D(2, 3, 3, activation="relu", input_shape=(6, 6, 1), dim_ordering="tf"),
    MaxPooling2D(dim_ordering="tf"),
    Reshape((2, 4)), LSTM(3, return_sequences=True), Dropout(0.5), Flatten(), Dense(1)])
model.compile("adam", "mse")
print(model.train_on_batch(np.ones((4, 6, 6, 1)), np.ones((4, 1))) > 0, K.backend_info()["gated_rnn"])
"""


@pytest.mark.slow
def test_without_a_compiler_models_train(tmp_path):
    settings = {"KERASFRONT_BACKEND": "theano", "KERASFRONT_THEANO_LINKER": "jax", "PATH": str(tmp_path)}
    command = [sys.executable, "-W", "error::UserWarning", "-c", WITHOUT_COMPILER]
    done = subprocess.run(command, env=os.environ | settings, capture_output=True, text=True)
    assert done.stdout.split("\n")[0] == "True compiled by XLA", done.stderr
    assert done.stderr == ""
