"""Graphs go when nobody uses them any more."""

from kerasfront import backend as K
from tests.backends.tensorflow.models import X, train_one


def test_models_that_went_out_of_scope_leave_the_graph(small_graphs):
    sizes = []
    for _ in range(12):
        train_one()
        sizes.append(len(small_graphs.state().graph.get_operations()))
    assert max(sizes[6:]) <= max(sizes[:6])


def test_a_graph_that_somebody_uses_stays(small_graphs):
    x = K.placeholder((None, 2))
    graph = small_graphs.state().graph
    for _ in range(8):
        train_one()
    assert small_graphs.state().graph is graph
    assert K.function([x], [x * 2.0])([X])[0].tolist() == (X * 2).tolist()


def test_a_session_that_was_handed_out_keeps_its_graph(small_graphs):
    session = K.get_session()
    for _ in range(8):
        train_one()
    assert K.get_session() is session


def test_settings_stay_when_the_graph_goes(small_graphs):
    graph = small_graphs.state().graph
    K.set_learning_phase(1)
    for _ in range(8):
        train_one()
    assert small_graphs.state().graph is not graph
    assert K.learning_phase() == 1
