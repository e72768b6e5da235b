"""Losses and metrics print as numbers, as they did before NumPy named its types."""

import copy
import json
import pickle

import numpy as np
import pytest

from kerasfront.callbacks import LambdaCallback
from kerasfront.engine.training.printed import PRINTED
from kerasfront.layers import Dense
from kerasfront.models import Sequential

X, Y = np.ones((4, 3), "float32"), np.zeros((4, 2), "float32")


def test_what_users_print(K):
    model = Sequential([Dense(2, input_dim=3, init="one")])
    model.compile("sgd", "mse", metrics=["mae"])
    seen = []
    by_batch = LambdaCallback(on_batch_end=lambda batch, logs: seen.append(str(logs)))
    history = model.fit(X, Y, nb_epoch=2, verbose=0, callbacks=[by_batch], validation_data=(X, Y)).history
    generated = model.fit_generator(iter([(X, Y)] * 2), 4, 1, verbose=0).history
    values = [model.train_on_batch(X, Y), model.test_on_batch(X, Y), model.evaluate(X, Y, verbose=0)]
    texts = [str(x) for x in (history, generated, values, model.evaluate_generator(iter([(X, Y)] * 2), 4))]
    for text in [*seen, *texts]:
        assert "float" not in text and "array" not in text
    assert json.loads(json.dumps(history)) == history
    loss, _ = model.train_on_batch(X, Y)
    assert (loss.shape, loss.dtype) == ((), "float32")
    assert pickle.loads(pickle.dumps(history)) == history


@pytest.mark.parametrize("kind", ["float16", "float32", "float64"])
def test_a_number_stays_what_it_is(kind):
    for number in (np.array(0.1, kind), np.array(0.1, kind)[()]):
        found = PRINTED[number.dtype.type](number)
        assert repr([found]) == "[0.1]" and found == number and found.dtype == kind
        assert isinstance(found, np.dtype(kind).type)
        assert type(pickle.loads(pickle.dumps(found))) is np.dtype(kind).type
        assert copy.deepcopy(found) == number
