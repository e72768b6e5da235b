"""Losses that train nothing are warned of."""

import numpy as np
import pytest

from kerasfront.engine.topology import Input
from kerasfront.layers import Activation, Dense, Lambda
from kerasfront.models import Model, Sequential

X = np.random.RandomState(0).normal(size=(4, 3)).astype("float32")
Y = np.ones((4, 2), "float32")


@pytest.mark.parametrize("kind", ["round", "argmax", "forgotten", "stopped", "compared"])
def test_a_loss_without_gradient(K, kind):
    losses = {
        "round": lambda y_true, y_pred: K.mean(K.square(y_true - K.round(y_pred)), axis=-1),
        "argmax": lambda y_true, y_pred: K.cast(K.argmax(y_pred), "float32") - K.sum(y_true, axis=-1),
        "forgotten": lambda y_true, y_pred: K.mean(K.square(y_true), axis=-1),
        "stopped": lambda y_true, y_pred: K.mean(K.square(y_true - K.stop_gradient(y_pred)), axis=-1),
        "compared": lambda y_true, y_pred: K.mean(K.cast(K.equal(y_true, y_pred), "float32"), axis=-1),
    }
    model = Sequential([Dense(2, input_dim=3, W_regularizer="l2", name="d")])
    model.compile("sgd", losses[kind])
    with pytest.warns(UserWarning, match=r"loss of output 'd' has no gradient by .* .d_W, d_b., so it trains"):
        model.train_on_batch(X, Y)
    model.evaluate(X, Y, verbose=0)


def test_one_of_several_outputs(K):
    x = Input((3,))
    hidden = Dense(2, name="both")(x)
    flat = Lambda(lambda y: K.round(y), output_shape=(2,), name="flat")(Dense(2, name="lost")(hidden))
    model = Model(x, [Dense(2, name="good")(hidden), flat])
    model.compile("sgd", "mse")
    with pytest.warns(UserWarning, match=r"loss of output 'flat' has no gradient .*both_W, both_b, lost_W, lost_b"):
        model.train_on_batch(X, [Y, Y])


def test_other_losses_are_not_warned_of(K):
    x = Input((3,))
    hidden, frozen = Dense(2)(x), Dense(2, trainable=False)(x)
    model = Model(x, [Activation("tanh")(hidden), frozen, Activation("linear")(x)])
    model.compile("sgd", ["mse", "mse", "mse"])
    model.train_on_batch(X, [Y, Y, X])
    model = Model(x, hidden)
    model.compile("sgd", lambda y_true, y_pred: K.mean(K.square(y_true - hidden), axis=-1))
    model.train_on_batch(X, Y)
