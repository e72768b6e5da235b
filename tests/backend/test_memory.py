"""What is given up is freed, and what was forgotten says so."""

import gc
import weakref
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

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


def test_a_model_that_nobody_holds_goes_and_its_tensors_with_it(backend):
    model = fresh()
    model.train_on_batch(X, Y)
    model.predict(X)
    seen = [weakref.ref(x) for x in (model, model.layers[0], model.inputs[0], model.trainable_weights[0])]
    del model
    gc.collect()
    assert [reference() for reference in seen] == [None] * 4


def test_clearing_forgets_a_model_that_is_held_with_one_error(backend):
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


def test_after_clearing_new_models_work(backend):
    fresh().predict(X)
    K.clear_session()
    model = fresh()
    assert model.name == "sequential_1"
    assert model.predict(X).shape == (4, 1)


def many_models(backend):
    """Models that outlive their session, and growth of memory in MB, over 40 models after the first 20."""
    gone = []
    with K.use(backend):
        for number in range(61):
            model = fresh()
            model.train_on_batch(X, Y)
            gone.append(weakref.ref(model))
            del model
            K.clear_session()
            if number == 20:
                before = resident()
    return sum(reference() is not None for reference in gone), resident() - before


@pytest.mark.slow
def test_many_models_with_clear_session_leave_nothing(backend):
    """In a process of its own: what other tests left would be measured too."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        left, growth = pool.submit(many_models, backend).result()
    assert left == 0
    assert growth < 8  # MB; without collecting it was 16 on one backend and 50 on the other


def test_values_are_read_and_written_before_anything_ran(backend):
    x = K.variable([1.0, 2.0])
    given = np.array([3.0, 4.0])
    assert K.get_value(x).tolist() == [1.0, 2.0]
    K.set_value(x, given)
    given[0] = K.get_value(x)[1] = 9.0  # neither is the variable's own memory
    assert K.get_value(x).tolist() == [3.0, 4.0]
    assert K.function([], [x * 2.0])([])[0].tolist() == [6.0, 8.0]
    K.batch_set_value([(x, [5.0, 6.0]), (K.variable(0.0), 1.0)])  # one that ran, and a new one
    assert K.eval(x + 1.0).tolist() == [6.0, 7.0]
