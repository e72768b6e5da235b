"""What is given up is freed, and what was forgotten says so."""

import gc
import weakref

import numpy as np
import psutil
import pytest

from kerasfront import backend as K
from kerasfront.errors import NotReadyError
from kerasfront.layers import Dense
from kerasfront.models import Sequential

X, Y = np.ones((4, 2), "float32"), np.ones((4, 1), "float32")


def fresh():
    model = Sequential([Dense(1, input_dim=2)])
    model.compile("sgd", "mse")
    return model


def resident():
    """Memory of this process, in MB."""
    return psutil.Process().memory_info().rss / 1e6


def test_a_model_that_nobody_holds_goes_and_its_tensors_with_it(engine):
    model = fresh()
    model.train_on_batch(X, Y)
    model.predict(X)
    seen = [weakref.ref(x) for x in (model, model.layers[0], model.inputs[0], model.trainable_weights[0])]
    del model
    gc.collect()
    assert [reference() for reference in seen] == [None] * 4


def test_clearing_forgets_a_model_that_is_held_with_one_error(engine):
    model = fresh()
    model.train_on_batch(X, Y)
    K.clear_session()
    works = [
        lambda: model.predict(X),
        lambda: model.train_on_batch(X, Y),
        model.get_weights,
        lambda: model.layers[0](model.inputs[0]),
    ]
    for work in works:
        with pytest.raises(NotReadyError, match="'(sequential|dense)_.*built before K.clear_session"):
            work()


def test_after_clearing_new_models_work(engine):
    fresh().predict(X)
    K.clear_session()
    model = fresh()
    assert model.name == "sequential_1"
    assert model.predict(X).shape == (4, 1)


@pytest.mark.slow
def test_many_models_with_clear_session_leave_nothing(engine):
    gone = []
    for number in range(60):
        model = fresh()
        model.train_on_batch(X, Y)
        gone.append(weakref.ref(model))
        del model
        K.clear_session()
        if number == 20:
            gc.collect()
            before = resident()
    gc.collect()
    assert not any(reference() for reference in gone)
    assert resident() - before < 40
