"""TensorFlow's own functions on tensors of ours, outside of a layer."""

import numpy as np
import pytest

from kerasfront.backend import load
from kerasfront.errors import ArgumentError, ArgumentTypeError

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


def _written_and_stacked(tf, x):
    return tf.map_fn(lambda row: tf.while_loop(lambda i, s: i < 2, lambda i, s: (i + 1, s + row), [0, row])[1], x)


SUMS = X.sum(0)

CALLS = {
    "gradients": (lambda tf, x, i: tf.gradients(tf.reduce_sum(x**2), x)[0], 2 * X),
    "hessians": (lambda tf, x, i: tf.hessians(tf.reduce_sum(x[0] ** 2), x)[0][0, 1, 0, 1], 2.0),
    "map_fn": (lambda tf, x, i: tf.map_fn(lambda row: row * x[0], x), X * X[0]),
    "map_fn of a constant": (lambda tf, x, i: tf.map_fn(lambda row: row + x[0, 0], tf.constant([1.0, 2.0])), [2, 3]),
    "scan": (lambda tf, x, i: tf.scan(lambda a, row: a + row, x), X.cumsum(0)),
    "foldl": (lambda tf, x, i: tf.foldl(lambda a, row: a + row, x), SUMS),
    "foldr": (lambda tf, x, i: tf.foldr(lambda a, row: a + row, x), SUMS),
    "while_loop": (lambda tf, x, i: tf.while_loop(lambda t: t < 3.0, lambda t: t + x[0, 0], [0.0]), 3.0),
    "loops in loops": (lambda tf, x, i: _written_and_stacked(tf, x), 3 * X),
    "cond": (lambda tf, x, i: tf.cond(x[0, 0] > 0, lambda: tf.nn.relu(x), lambda: x), np.maximum(X, 0)),
    "case": (lambda tf, x, i: tf.case([(x[0, 0] < 0, lambda: x)], default=lambda: -x), -X),
    "py_func": (lambda tf, x, i: tf.compat.v1.py_func(np.square, [x], tf.float32), X**2),
    "Print": (lambda tf, x, i: tf.compat.v1.Print(x, []), X),
    "stop_gradient": (lambda tf, x, i: tf.gradients(tf.reduce_sum(x * tf.stop_gradient(x)), [x])[0], X),
    "custom_gradient": (
        lambda tf, x, i: tf.gradients(tf.custom_gradient(lambda a: (a, lambda d: 5 * d))(x), x)[0],
        np.full((2, 2), 5.0),
    ),
    "reverse_sequence": (lambda tf, x, i: tf.compat.v1.reverse_sequence(x, tf.constant([1, 2]), 1), [X[0], X[1, ::-1]]),
    "where": (lambda tf, x, i: tf.where(x > 0, x, tf.zeros_like(x)), np.maximum(X, 0)),
    "gather": (lambda tf, x, i: tf.gather(x, i), X[[1, 0, 1]]),
    "zeros of a shape": (lambda tf, x, i: tf.zeros(tf.shape(x)) + 1.0, np.ones((2, 2))),
    "numbers": (lambda tf, x, i: tf.stack([x[0, 0], 2.0]), [1, 2]),
    "another graph": (lambda tf, x, i: _in_another_graph(tf, x), np.maximum(X, 0)),
    "a block of the graph": (lambda tf, x, i: _in_the_graph(tf, x), 4 * X),
}


def _in_another_graph(tf, x):
    with tf.Graph().as_default():
        return tf.nn.relu(x)


def _in_the_graph(tf, x):
    with x.graph.as_default():
        parts = tf.TensorArray(tf.float32, 2).unstack(x * 4.0)
        return parts.stack()


@pytest.mark.parametrize("name", CALLS)
def test_raw_calls(K, tf, name):
    call, expected = CALLS[name]
    x, i = K.placeholder((2, 2)), K.placeholder((None,), dtype="int32")
    (found,) = K.function([x, i], [K.stop_gradient(call(tf, x, i))])([X, np.array([1, 0, 1])])
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_functions_of_what_is_defined_later_stay_eager(tf):
    def doubled(row):
        return row * later

    with pytest.raises(NameError, match="later"):
        tf.map_fn(doubled, tf.constant(X))
    later = 2


def test_functions_of_eager_values_stay_eager(tf):
    doubled = tf.map_fn(lambda row: row * 2, tf.constant(X))
    assert doubled.numpy().tolist() == (2 * X).tolist()
    with pytest.raises(RuntimeError, match="eager"):
        tf.gradients(tf.constant(1.0), tf.constant(2.0))


def test_methods_of_variables(K, tf):
    w = K.variable(X)
    session = K.get_session()
    session.run(w.assign(w * 2))
    session.run(tf.compat.v1.assign_add(w, w))
    np.testing.assert_array_equal(w.eval(session), 4 * X)
    np.testing.assert_array_equal(K.sum(w, axis=0).eval(session=session), 4 * SUMS)
    with pytest.raises(ArgumentError, match=r"no default session. K.eval\(x\)"):
        w.eval()


def test_optimizers_of_tensorflow(K, tf):
    w = K.variable(X)
    step = tf.compat.v1.train.GradientDescentOptimizer(0.5).minimize(K.sum(w**2) / 2, var_list=[w])
    K.get_session().run(step)
    np.testing.assert_allclose(K.get_value(w), X / 2)


def test_what_cannot_be_says_the_way_out(K, tf):
    x = K.placeholder((2, 2))
    for call in (lambda: x * tf.Variable(2.0), lambda: tf.multiply(tf.Variable(2.0), x)):
        with pytest.raises(ArgumentTypeError, match=r"K.variable\(value\), or within `with K.get_session"):
            call()
    for call in (lambda: tf.Variable(x), lambda: tf.TensorArray(tf.float32, 1).write(0, x).stack()):
        with pytest.raises(TypeError, match=r"graph of K .*`with K.get_session\(\).graph.as_default\(\):`"):
            call()
    with pytest.raises(ArgumentTypeError, match="no truth value .* K.switch"):
        bool(K.sum(x) > 0)


def test_variables_of_tensorflow_in_the_graph_have_their_initial_values(K, tf):
    x = K.placeholder((2, 2))
    with x.graph.as_default():
        two = tf.compat.v1.Variable(2.0)
        four = tf.compat.v1.Variable(two * 2.0)
        y = x * four
        one = four.assign(1.0)
    assert K.function([x], [y])([X])[0].tolist() == (4 * X).tolist()
    K.get_session().run(one)
    assert K.function([x], [y + 1.0])([X])[0].tolist() == (X + 1).tolist()


@pytest.mark.parametrize("sides", [(True, False), (False, True), (True, True)], ids=str)
def test_products_of_turned_matrices_in_a_loop(K, tf, sides):
    x, w = K.placeholder((2, 3, 3)), K.variable(np.arange(9.0).reshape(3, 3) / 9)
    of_x, of_w = (K.transpose if turned else tf.identity for turned in sides)
    loop = K.map_fn(lambda row: tf.matmul(row, w, transpose_a=sides[0], transpose_b=sides[1]), x)
    apart = K.stack([K.dot(of_x(x[i]), of_w(w)) for i in range(2)])
    gradients = [gradient for y in (loop, apart) for gradient in K.gradients(K.sum(K.square(y)), [x, w])]
    found = K.function([x], gradients)([np.random.RandomState(0).rand(2, 3, 3)])
    np.testing.assert_allclose(found[0], found[2], rtol=1e-5)
    np.testing.assert_allclose(found[1], found[3], rtol=1e-5)
