"""Sessions go when most of their work is no longer in use; variables stay."""

import threading

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.layers import Dense
from kerasfront.models import Sequential
from tests.backends.tensorflow.models import X, Y, kept, train_one

pytestmark = pytest.mark.usefixtures("small_graphs")


def sizes_while(model, state, models=12):
    """Sizes of the session's graph while `model` and others, which go, are trained in turn; what `model` lost."""
    sizes, losses = [], []
    for _ in range(models):
        train_one()
        losses.append(float(model.train_on_batch(X, Y)))
        sizes.append(state.state().executor.session.graph.version)
    return sizes, losses


def test_models_that_went_out_of_scope_leave_the_session_of_one_that_stays(small_graphs):
    alone = kept()
    expected = [float(alone.train_on_batch(X, Y)) for _ in range(12)]
    sizes, losses = sizes_while(kept(), small_graphs)
    assert losses == expected
    assert max(sizes) < 1400  # in one session it would be 2100


def test_a_variable_that_only_a_tensor_needs_outlives_the_session():
    y = K.variable([1.0, 2.0]) * 2.0
    step = K.variable(0.0)
    count = K.function([], [step * 1.0], [(step, step + 1.0)])
    del step
    counted = []
    for _ in range(8):
        train_one()
        counted.append(float(count([])[0]))
    assert counted == [*range(8)]
    assert K.eval(y).tolist() == [2.0, 4.0]


def test_predictions_in_another_thread_go_on_while_sessions_are_replaced():
    model = Sequential([Dense(1, input_dim=2, init="one")])
    expected, results, done = model.predict(X), [], threading.Event()

    def predict():
        while not done.is_set():
            results.append(np.array_equal(model.predict(X), expected))

    thread = threading.Thread(target=predict)
    thread.start()
    for _ in range(6):
        train_one()
    done.set()
    thread.join()
    assert results and all(results)
