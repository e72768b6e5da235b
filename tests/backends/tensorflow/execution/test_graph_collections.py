"""Variables in the collections of a graph, where scripts of TensorFlow 1 look for them."""

import numpy as np
import pytest

from kerasfront import backend as K

pytestmark = pytest.mark.usefixtures("on_tensorflow")


@pytest.fixture
def graph():
    from kerasfront_tensorflow.library import tf

    graph = tf.Graph()
    with graph.as_default():
        yield graph


def test_added_variables_are_found():
    from kerasfront_tensorflow.execution.graph_collections import COLLECTIONS, add_variables
    from kerasfront_tensorflow.library import tf

    graph, variable = tf.Graph(), K.variable(np.ones(2))
    add_variables(graph, [variable])
    assert all(graph.get_collection(name)[0] is variable for name in COLLECTIONS)


def test_variables_of_k_are_not_raw():
    from kerasfront_tensorflow.execution.graph_collections import raw_variables
    from kerasfront_tensorflow.library import tf
    from kerasfront_tensorflow.state import scope

    K.variable(1.0)
    with scope():
        own = tf.compat.v1.get_variable("own", initializer=2.0)
        graph = tf.compat.v1.get_default_graph()
    assert [x is own for x in raw_variables(graph)] == [True]


def test_variables_are_initialized_in_order_and_once(graph):
    from kerasfront_tensorflow.execution.graph_collections import initialize
    from kerasfront_tensorflow.library import tf

    first = tf.compat.v1.get_variable("first", initializer=2.0, use_resource=True)
    second = tf.compat.v1.get_variable("second", initializer=first + 1.0, use_resource=True)
    with tf.compat.v1.Session(graph=graph) as session:
        session.run(first.initializer)
        session.run(first.assign(5.0))
        initialize(session, [first, second])
        assert session.run([first, second]) == [5.0, 6.0]
