"""The graph of the TensorFlow adapter goes when nobody uses it, and is no larger than it has to be."""

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.layers import Dense
from kerasfront.models import Sequential

X, Y = np.ones((4, 2), "float32"), np.ones((4, 1), "float32")


@pytest.fixture(autouse=True)
def small_room(monkeypatch):
    """A clean start, with room for few tensors in a graph."""
    with K.use("tensorflow"):
        from kerasfront_tensorflow import state

        monkeypatch.setattr(state, "ROOM", 150)
        K.clear_session()
        yield state
        K.clear_session()


def train_one():
    model = Sequential([Dense(1, input_dim=2)])
    model.compile("sgd", "mse")
    model.train_on_batch(X, Y)


def test_models_that_went_out_of_scope_leave_the_graph(small_room):
    sizes = []
    for _ in range(12):
        train_one()
        sizes.append(len(small_room.state().graph.get_operations()))
    assert max(sizes[6:]) <= max(sizes[:6])


def test_a_graph_that_somebody_uses_stays(small_room):
    x = K.placeholder((None, 2))
    graph = small_room.state().graph
    for _ in range(8):
        train_one()
    assert small_room.state().graph is graph
    assert K.function([x], [x * 2.0])([X])[0].tolist() == (X * 2).tolist()


def test_a_session_that_was_handed_out_keeps_its_graph(small_room):
    session = K.get_session()
    for _ in range(8):
        train_one()
    assert K.get_session() is session


def test_settings_stay_when_the_graph_goes(small_room):
    graph = small_room.state().graph
    K.set_learning_phase(1)
    for _ in range(8):
        train_one()
    assert small_room.state().graph is not graph
    assert K.learning_phase() == 1


def test_dependencies_grow_with_the_number_of_updates_not_with_its_square():
    counts = []
    for number in (10, 20):
        K.clear_session()
        variables = [K.variable(0.0) for _ in range(number)]
        K.function([], [], [(v, v + 1.0) for v in variables])([])
        graph = variables[0].graph.as_graph_def()
        counts.append(sum(name.startswith("^") for node in graph.node for name in node.input))
    assert counts[1] <= 2 * counts[0]
