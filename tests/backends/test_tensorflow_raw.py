"""TensorFlow's own functions on tensors of ours, outside of a layer."""

import numpy as np
import pytest

from kerasfront.backend import load
from kerasfront.errors import ArgumentTypeError

X = np.array([[1.0, -2.0], [-3.0, 4.0]], "float32")


@pytest.fixture
def K():
    """The symbolic functions of TensorFlow, where no graph is the default."""
    bound = load("tensorflow")
    yield bound
    bound.clear_session()


@pytest.fixture
def tf(K):
    """The library."""
    from kerasfront_tensorflow.library import tf

    assert tf.executing_eagerly()
    return tf


def test_functions_work_and_give_tensors_of_ours(K, tf):
    x, w = K.placeholder((None, 2)), K.variable(X)
    results = [
        tf.nn.relu(x),
        tf.concat([x, w], 0)[:2],
        tf.reduce_sum(tf.square(x), axis=1, keepdims=True) * tf.constant([[1.0, 1.0]]),
        tf.constant(2.0) * x,
        tf.matmul(x, tf.constant(np.eye(2, dtype="float32"))),
        tf.unstack(w)[1] - x,
        K.dot(x, tf.ones((2, 2))),
    ]
    squares = (X**2).sum(1, keepdims=True) * np.ones((1, 2))
    expected = [np.maximum(X, 0), X, squares, 2 * X, X, X[1] - X, X.sum(1, keepdims=True) * np.ones(2)]
    for result, answer in zip(K.function([x], results)([X]), expected, strict=True):
        np.testing.assert_allclose(result, answer, rtol=1e-6)
    assert all(K.is_tensor(result + 1.0) for result in results)


def test_errors_are_those_of_the_function_and_nothing_else_changes(K, tf):
    with pytest.raises(TypeError, match="string"):
        tf.matmul(K.placeholder((2, 2)), "a")
    assert tf.constant(1.0).numpy() == 1
    with pytest.raises(ValueError, match="unsupported type"):
        tf.nn.relu(object())


def test_a_length_is_neither_there_nor_asked_for(K):
    x = K.placeholder((3, 2)) * 2.0
    assert not hasattr(x, "__len__")
    with pytest.raises(ArgumentTypeError, match=r"has no length. K.int_shape\(x\)\[0\]"):
        len(x)
