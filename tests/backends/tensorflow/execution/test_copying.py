"""Copies of parts of the graph, for sessions and for the loops that are under construction."""

import pytest

from kerasfront import backend as K

pytestmark = pytest.mark.usefixtures("on_tensorflow")


@pytest.fixture
def tf():
    from kerasfront_tensorflow.library import tf

    return tf


def refused(operation):
    raise AssertionError(f"no variable is needed, got {operation.name}")


def test_a_copy_computes_the_same_from_what_takes_the_place_of_an_input(tf):
    from kerasfront_tensorflow.execution.copying import copy_subgraph

    x = K.placeholder((2,))
    y = K.exp(x) * 2.0
    with tf.Graph().as_default() as graph:
        (copy,) = copy_subgraph([y], [(x, tf.constant([0.0, 0.0]))], refused)
        with tf.compat.v1.Session(graph=graph) as session:
            assert session.run(copy).tolist() == [2.0, 2.0]
    assert copy.graph is graph and copy.graph is not y.graph


def test_nothing_is_copied_for_no_tensors():
    from kerasfront_tensorflow.execution.copying import copy_subgraph, import_operations

    assert copy_subgraph([], [], refused) == [] and import_operations([], {}) == {}


def test_an_input_that_is_asked_for_is_what_takes_its_place(tf):
    from kerasfront_tensorflow.execution.copying import copy_subgraph

    x = K.placeholder((2,))
    with tf.Graph().as_default():
        ones = tf.ones(2)
        assert copy_subgraph([x], [(x, ones)], refused)[0] is ones


def test_handles_of_variables_are_replaced(tf):
    from kerasfront_tensorflow.execution.copying import copy_subgraph

    v = K.variable(3.0)
    with tf.Graph().as_default() as graph:
        other = tf.compat.v1.get_variable("other", initializer=5.0, use_resource=True)
        (copy,) = copy_subgraph([v + 1.0], [], lambda operation: other.handle)
        with tf.compat.v1.Session(graph=graph) as session:
            session.run(other.initializer)
            assert session.run(copy) == 6.0


def test_operations_are_built_again_with_other_inputs(tf):
    from kerasfront_tensorflow.execution.copying import import_operations

    with tf.Graph().as_default() as graph:
        x = tf.compat.v1.placeholder("float32", (2,))
        y = tf.square(x)
        made = import_operations([y.op], {x.name: tf.constant([3.0, 4.0])})
        assert list(made) == [y.name] and made[y.name].shape == y.shape
        with tf.compat.v1.Session(graph=graph) as session:
            assert session.run(made[y.name]).tolist() == [9.0, 16.0]


@pytest.mark.parametrize(("index", "expected"), [(None, [1.0, 2.0, 3.0]), ([2, 0], [3.0, 1.0])])
def test_what_takes_a_variable_can_take_its_value(tf, index, expected):
    from kerasfront_tensorflow.execution.copying import import_operations

    with tf.Graph().as_default() as graph:
        variable = tf.compat.v1.get_variable("variable", initializer=[0.0, 0.0, 0.0], use_resource=True)
        read = variable.read_value() if index is None else variable.sparse_read(index)
        kinds = ("ReadVariableOp", "ResourceGather")
        (operation,) = [o for o in graph.get_operations() if o.type in kinds and o.outputs[0].name in needed(read)]
        made = import_operations([operation], {variable.handle.name: tf.constant([1.0, 2.0, 3.0])})
        with tf.compat.v1.Session(graph=graph) as session:
            assert session.run(made[operation.outputs[0].name]).tolist() == expected


def needed(tensor):
    from kerasfront_tensorflow.execution.subgraph import ancestors

    return {x.name for operation in ancestors([tensor]) for x in operation.outputs}
