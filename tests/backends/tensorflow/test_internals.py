"""Private names of TensorFlow: each is there and does what the adapter needs it for."""

import pytest

from kerasfront import backend as K

pytestmark = pytest.mark.usefixtures("on_tensorflow")


@pytest.fixture
def tf():
    from kerasfront_tensorflow.library import tf

    return tf


def test_the_default_graph_comes_last(tf):
    from kerasfront_tensorflow import internals

    with tf.Graph().as_default() as graph:
        assert internals.default_graphs.stack[-1] is graph


def test_the_state_of_building_is_restored(tf):
    from kerasfront_tensorflow import internals

    with tf.Graph().as_default() as graph:
        before = internals.building_state(graph)
        scope = tf.name_scope("left")
        scope.__enter__()
        waiting = tf.control_dependencies([tf.constant(1.0)])
        waiting.__enter__()
        internals.restore_building_state(graph, before)
        made = tf.constant(2.0, name="made")
    assert made.op.name == "made" and not made.op.control_inputs


def test_control_flow_context(tf):
    from kerasfront_tensorflow import internals

    x = K.placeholder((None, 2))
    y = K.foldl(lambda total, row: total + row, x)
    assert internals.control_flow_context(x.op) is None
    contexts = {internals.control_flow_context(operation) for operation in y.graph.get_operations()}
    assert any(context is not None for context in contexts)


def test_a_session_tells_its_settings_and_runs_callables(tf):
    from kerasfront_tensorflow import internals
    from kerasfront_tensorflow.library import config_pb2

    with tf.Graph().as_default() as graph:
        y = tf.constant(2.0) + 1.0
        settings = tf.compat.v1.ConfigProto(intra_op_parallelism_threads=1)
        with tf.compat.v1.Session(graph=graph, config=settings) as session:
            assert internals.session_config(session).intra_op_parallelism_threads == 1
            options = config_pb2.CallableOptions(fetch=[y.name])
            assert internals.make_callable(session, options)() == [3.0]


def test_modules_of_the_python_package():
    from kerasfront_tensorflow import internals

    assert internals.python_module("").__name__ == "tensorflow.python"
    assert hasattr(internals.python_module("ops.array_ops"), "reshape")
    assert internals.has_onednn() in (True, False)
