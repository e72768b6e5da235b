"""Several batches for one step."""

import numpy as np
import pytest

from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.layers import Dense
from kerasfront.models import Sequential
from kerasfront.optimizers import TFOptimizer

X, Y = np.random.RandomState(0).normal(size=(2, 12, 3)).astype("float32")


def trained(K, batch_size, epochs=2, weights=None, **arguments):
    """Weights of a small model before and after training without shuffling."""
    model = Sequential([Dense(3, input_dim=3, activation="tanh", W_regularizer="l2")])
    if weights is not None:
        model.set_weights(weights)
    before = model.get_weights()
    model.compile("adam", "mse", **arguments)
    K.set_value(model.optimizer.lr, 0.05)
    model.optimizer.clipnorm = 0.3
    model.fit(X, Y, batch_size=batch_size, nb_epoch=epochs, shuffle=False, verbose=0)
    return before, model


def test_n_batches_are_as_good_as_one_of_n_times_the_size(K):
    before, parts = trained(K, 3, accumulate=4)
    _, whole = trained(K, 12, weights=before)
    assert np.abs(parts.get_weights()[0] - before[0]).max() > 0.05
    for got, want in zip(parts.get_weights(), whole.get_weights()):
        np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-6)
    for got, want in zip(parts.optimizer.get_weights(), whole.optimizer.get_weights()):
        np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-6)


def test_a_counter_that_is_too_large_does_not_stop_training(K):
    before, model = trained(K, 4, epochs=0, accumulate=2)
    model.prepare_training()
    batches = next(x for x in model._trainer.compilation.functions.scalars if x not in model.optimizer.scalars)
    K.set_value(batches, 5.0)
    model.train_on_batch(X, Y)
    assert (model.get_weights()[0] != before[0]).all()


def test_what_is_left_over_goes_on_in_the_next_epoch(K):
    before, model = trained(K, 4, epochs=1, accumulate=2)
    assert K.get_value(model.optimizer.iterations) == 1.0
    model.fit(X, Y, batch_size=4, nb_epoch=1, verbose=0)
    assert K.get_value(model.optimizer.iterations) == 3.0


def test_what_is_wrong_is_named(K):
    model = Sequential([Dense(3, input_dim=3)])
    with pytest.raises(ArgumentTypeError, match="accumulate must be an integer, got 1.5"):
        model.compile("sgd", "mse", accumulate=1.5)
    with pytest.raises(ArgumentError, match="accumulate must be at least 1, got 0"):
        model.compile("sgd", "mse", accumulate=0)
    with pytest.raises(ArgumentError, match="accumulate=2 does not work with TFOptimizer"):
        model.compile(TFOptimizer("adam"), "mse", accumulate=2)
