"""Ctrl-C while something is built: afterwards everything works as if nobody had tried."""

import random
import sys
from pathlib import Path

import numpy as np
import pytest

import kerasfront
import kerasfront_tensorflow
from kerasfront import backend as K
from kerasfront.layers import BatchNormalization, Dense, Dropout, SimpleRNN
from kerasfront.models import Sequential

X = np.random.RandomState(0).rand(8, 4, 3)
Y = X.sum((1, 2))[:, None]
PLACES = 200
OURS = tuple(str(Path(package.__file__).parent) for package in (kerasfront, kerasfront_tensorflow))


class Interrupt:
    """Counts the lines of the package that are run, and raises KeyboardInterrupt at one of them."""

    def __init__(self, place=None):
        self.place, self.count = place, 0

    def __call__(self, frame, event, arg):
        if not frame.f_code.co_filename.startswith(OURS):
            return None
        if event == "line":
            self.count += 1
            if self.count == self.place:
                sys.settrace(None)
                raise KeyboardInterrupt
        return self


def network():
    model = Sequential([SimpleRNN(3, input_shape=(4, 3)), Dropout(0.3), BatchNormalization(), Dense(1)])
    model.compile("adam", "mse")
    return model


def fit(model):
    model.fit(X, Y, nb_epoch=1, batch_size=4, verbose=0)


def interrupted(model, place=None):
    """The number of lines that were run."""
    interrupt, tracer = Interrupt(place), sys.gettrace()
    sys.settrace(interrupt)
    try:
        fit(model)
    except KeyboardInterrupt:
        pass
    finally:
        sys.settrace(tracer)
    return interrupt.count


def check(places):
    total = interrupted(network())
    for place in random.Random(0).sample(range(1, total), places):
        model = network()
        interrupted(model, place)
        fit(model)
        assert np.isfinite(model.predict(X)).all(), f"interrupted at line {place}"
        if place % 4 == 0:
            K.clear_session()


def test_a_model_that_was_interrupted_while_it_was_built():
    with K.use("tensorflow"):
        check(3)
        K.clear_session()


@pytest.mark.full
def test_a_model_that_was_interrupted_anywhere():
    with K.use("tensorflow"):
        check(PLACES)
        K.clear_session()
