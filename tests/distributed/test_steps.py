"""Several processes train as one does: here they are threads, which is quick."""

import numpy as np
import pytest

from kerasfront.distributed.threads import run_in_threads
from kerasfront.layers import Dense
from kerasfront.models import Sequential

RANDOM = np.random.RandomState(0)
X, Y = RANDOM.rand(13, 4), np.eye(3)[RANDOM.randint(0, 3, 13)]


def mlp(optimizer="sgd", **options):
    model = Sequential([Dense(5, activation="tanh", input_dim=4), Dense(3, activation="softmax")])
    model.compile(optimizer, "categorical_crossentropy", metrics=["accuracy"], **options)
    return model


def fit(build, x=X, y=Y, **options):
    """Build a model and train it; return its weights and history."""
    np.random.seed(3)
    model = build()
    history = model.fit(x, y, batch_size=6, nb_epoch=2, verbose=0, **options).history
    return model.get_weights(), history


def check(build, x=X, y=Y, size=2, **options):
    """Compare threads that train together with one process."""
    weights, history = fit(build, x, y, **options)
    everyone = run_in_threads(size, lambda _: fit(build, x, y, **options))
    for found, told in everyone:
        assert told == everyone[0][1]
        assert all(np.array_equal(a, b) for a, b in zip(found, everyone[0][0]))
        for a, b in zip(found, weights):
            np.testing.assert_allclose(a, b, atol=1e-6)
        assert told.keys() == history.keys()
        for name in history:
            np.testing.assert_allclose(told[name], history[name], atol=1e-6)


@pytest.mark.parametrize("size", [2, 3])
def test_as_one_process(K, size):
    check(mlp, size=size, validation_split=0.2)
