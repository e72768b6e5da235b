"""Values of variables, and sessions that scripts have or bring."""

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.errors import ArgumentError
from tests.backends.tensorflow.models import X, Y, kept

pytestmark = pytest.mark.usefixtures("on_tensorflow")


def test_values_stay_when_the_session_is_handed_out():
    import tensorflow as tf

    model = kept()
    model.train_on_batch(X, Y)
    weights = model.get_weights()
    with K.get_session().as_default():
        assert tf.convert_to_tensor(model.trainable_weights[0]).eval().tolist() == weights[0].tolist()
    assert all(np.array_equal(a, b) for a, b in zip(model.get_weights(), weights))
    model.train_on_batch(X, Y)


def test_a_session_for_an_empty_graph_gives_its_settings():
    import tensorflow as tf

    x = K.variable(3.0)
    K.eval(x * 1.0)
    with tf.Graph().as_default():
        K.set_session(tf.compat.v1.Session(config=tf.compat.v1.ConfigProto(intra_op_parallelism_threads=1)))
        tf.compat.v1.placeholder("float32")
        other = tf.compat.v1.Session()
    assert K.eval(x * 1.0) == 3.0
    assert K.get_session()._config.intra_op_parallelism_threads == 1
    with pytest.raises(ArgumentError, match="set_session: session must be for K's own graph"):
        K.set_session(other)
