"""Ctrl-C while Theano compiles: afterwards everything works as if nobody had tried."""

import pytest

from kerasfront import backend as K
from kerasfront.layers import BatchNormalization, Dense, Dropout
from kerasfront.models import Sequential
from tests.interrupts import PLACES, check, press_ctrl_c


def network():
    model = Sequential([Dense(2, input_dim=2), Dropout(0.3), BatchNormalization(), Dense(1)])
    model.compile("adam", "mse")
    return model


@pytest.mark.parametrize(
    "places", [pytest.param(3, marks=pytest.mark.slow), pytest.param(PLACES, marks=pytest.mark.full)]
)
def test_a_model_that_was_interrupted_anywhere(places):
    with K.use("theano"):
        check(network, places, press_ctrl_c, event="call")  # there are many millions of lines
