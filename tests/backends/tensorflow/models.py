"""Small models, and what they are trained on."""

import numpy as np

from kerasfront import backend as K
from kerasfront.layers import Dense, Dropout
from kerasfront.models import Sequential

X, Y = np.ones((4, 2), "float32"), np.ones((4, 1), "float32")


def train_one():
    model = Sequential([Dense(1, input_dim=2)])
    model.compile("sgd", "mse")
    model.train_on_batch(X, Y)


def kept():
    """A model whose training depends on weights, an optimizer's memory, and random numbers that go on."""
    K.clear_session()
    model = Sequential([Dense(8, input_dim=2, init="one"), Dropout(0.5, seed=3), Dense(1, init="one")])
    model.compile("adam", "mse")
    return model
