"""A variable is read once for all its uses."""

import pytest

from kerasfront import backend as K

pytestmark = pytest.mark.usefixtures("on_tensorflow")


def test_a_variable_is_read_once_for_all_its_uses():
    from kerasfront_tensorflow.state import state

    v = K.variable(3.0)
    run = K.function([], [v * 2.0, v + v], [(v, v + 1.0)])
    assert [run([]), run([])] == [[6.0, 6.0], [8.0, 8.0]]
    types = [operation.type for operation in state().executor.session.graph.get_operations()]
    assert types.count("ReadVariableOp") == 2  # and once for whoever asks for the value


def test_what_waits_for_a_read_waits_for_the_one_that_stands_for_it():
    """A copy must not name a read that it does not have."""
    from kerasfront_tensorflow.library import tf
    from kerasfront_tensorflow.state import scope

    v = K.variable(3.0)
    y = v * 2.0
    with scope():
        read = tf.raw_ops.ReadVariableOp(resource=v.handle, dtype="float32")
        with tf.control_dependencies([read]):
            waiting = tf.constant(1.0) + 1.0
    assert K.function([], [y, read, waiting])([]) == [6.0, 3.0, 2.0]
