"""Graphs and sessions of the TensorFlow adapter go when nobody uses them, and are no larger than they have to be."""

import threading

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.errors import ArgumentError, UnsupportedOperation
from kerasfront.layers import Dense, Dropout, SimpleRNN
from kerasfront.models import Sequential

X, Y = np.ones((4, 2), "float32"), np.ones((4, 1), "float32")


@pytest.fixture(autouse=True)
def small_room(monkeypatch):
    """A clean start, with room for little in a graph."""
    with K.use("tensorflow"):
        from kerasfront_tensorflow import state
        from kerasfront_tensorflow.execution import session

        monkeypatch.setattr(state, "CHECKED_SIZE", 150)
        monkeypatch.setattr(session, "CHECKED_SIZE", 300)
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


def test_dependencies_grow_with_the_number_of_updates_not_with_its_square(small_room):
    counts = []
    for number in (10, 20):
        K.clear_session()
        variables = [K.variable(0.0) for _ in range(number)]
        K.function([], [], [(v, v + 1.0) for v in variables])([])
        graph = small_room.state().executor.session.graph.as_graph_def()
        counts.append(sum(name.startswith("^") for node in graph.node for name in node.input))
    assert counts[1] <= 2 * counts[0]


def test_a_variable_is_read_once_for_all_its_uses(small_room):
    v = K.variable(3.0)
    run = K.function([], [v * 2.0, v + v], [(v, v + 1.0)])
    assert [run([]), run([])] == [[6.0, 6.0], [8.0, 8.0]]
    types = [operation.type for operation in small_room.state().executor.session.graph.get_operations()]
    assert types.count("ReadVariableOp") == 2  # and once for whoever asks for the value


@pytest.mark.parametrize("shape", [(3, 512), (2, 3, 512)])
def test_gradients_of_products_by_large_matrices(small_room, shape):
    """They take another way, which in turn has derivatives."""
    random = np.random.RandomState(0)
    x, y = random.randn(*shape).astype("float32"), random.randn(512, 256).astype("float32") / 16
    inputs = [K.placeholder(shape), K.placeholder(y.shape)]
    slopes = K.gradients(K.sum(K.square(K.dot(*inputs))) / 2, inputs)
    (second,) = K.gradients(K.sum(slopes[0]), inputs[:1])
    assert "Einsum" in {operation.type for operation in small_room.state().graph.get_operations()}
    found = K.function(inputs, [*slopes, second])([x, y])
    flat = x.reshape(-1, 512)
    expected = x @ y @ y.T, flat.T @ flat @ y, np.broadcast_to((y @ y.T).sum(0), shape)
    for value, answer in zip(found, expected, strict=True):
        np.testing.assert_allclose(value, answer, rtol=1e-3, atol=1e-3)


def test_a_loop_over_batches_of_a_loop():
    """In a graph of their own both would have the same name."""
    x = K.placeholder((None, 3))
    sums = K.scan(lambda items, states: [states[0] + items[0]], [K.transpose(x)], [K.zeros_like(x[:, 0])])[1][0]
    step = K.over_batches(K.function([x], [sums]))
    assert [batch[0].tolist() for batch in step([np.ones((3, 3), "float32")], [2, 1])] == [[3.0, 3.0], [3.0]]


def sizes_while(model, state, models=12):
    """Sizes of the session's graph while `model` and others, which go, are trained in turn; what `model` lost."""
    sizes, losses = [], []
    for _ in range(models):
        train_one()
        losses.append(float(model.train_on_batch(X, Y)))
        sizes.append(state.state().executor.session.graph.version)
    return sizes, losses


def kept():
    """A model whose training depends on weights, an optimizer's memory, and random numbers that go on."""
    K.clear_session()
    model = Sequential([Dense(8, input_dim=2, init="one"), Dropout(0.5, seed=3), Dense(1, init="one")])
    model.compile("adam", "mse")
    return model


def test_models_that_went_out_of_scope_leave_the_session_of_one_that_stays(small_room):
    alone = kept()
    expected = [float(alone.train_on_batch(X, Y)) for _ in range(12)]
    sizes, losses = sizes_while(kept(), small_room)
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


def own_loop(K, tf, x):
    """The slopes of a layer and a loop of TensorFlow's own."""
    return K.gradients(K.sum(tf.map_fn(tf.tanh, Dense(2, name="mine")(x))), [x])[0]


def own_gradients(K, tf, x):
    return tf.gradients(K.sum(K.square(SimpleRNN(2, name="mine")(x))), [x])[0]


def own_loop_afterwards(K, tf, x):
    slopes = K.gradients(K.sum(K.square(SimpleRNN(2, name="mine")(x))), [x])[0]
    return tf.map_fn(tf.tanh, slopes)


def own_draws(K, tf, x):
    y = K.map_fn(lambda row: K.tanh(row * tf.random.normal(K.shape(row))), x) * Dense(1, name="mine")(x[:, 0])[0, 0]
    return K.gradients(K.sum(K.square(y)), [x])[0]


@pytest.mark.parametrize("slopes", [own_loop, own_gradients, own_loop_afterwards, own_draws])
def test_what_cannot_be_built_leaves_nothing_behind(slopes):
    import tensorflow as tf

    x = K.placeholder((2, 3, 4))
    slopes = slopes(K, tf, x)
    with pytest.raises(UnsupportedOperation, match="second-order gradients.*K.rnn.*mine"):
        K.gradients(K.sum(K.square(slopes)), [x])
    model = Sequential([Dense(1, input_dim=2)])
    model.compile("sgd", "mse")
    assert np.isfinite(model.train_on_batch(X, Y))
