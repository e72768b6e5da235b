"""What scripts get as `tensorflow`: names and orders of arguments of their time, in K's graph."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.layers import Dense, Lambda
from kerasfront.models import Sequential


@pytest.fixture
def run(monkeypatch):
    """Run a function of `tf` in a thread of its own, whose default graph goes with it."""
    monkeypatch.setenv("KERASFRONT_BACKEND", "tensorflow")
    with K.use("tensorflow"):
        K.clear_session()
        from kerasfront_tensorflow import scripts

        def job(function):
            with scripts._standing:
                return function(scripts.module)

        def within(function):
            with ThreadPoolExecutor(1) as pool:
                return pool.submit(job, function).result()

        yield within
        K.clear_session()


def test_names_of_version_1_and_of_0(run):
    def job(tf):
        x = tf.placeholder(tf.float32, (None, 2))
        y = tf.log(tf.exp(tf.sub(tf.mul(x, 3.0), tf.neg(x))))
        session = tf.Session()
        w = tf.Variable(tf.ones([2, 1]))
        session.run(tf.initialize_all_variables())
        return session.run([y, tf.matmul(x, w)], {x: [[1.0, 2.0]]})

    four, sums = run(job)
    np.testing.assert_allclose(four, [[4.0, 8.0]], rtol=1e-5)
    np.testing.assert_allclose(sums, [[3.0]])


def test_orders_of_arguments(run):
    def job(tf):
        x = tf.constant(np.arange(8.0).reshape(2, 4))
        parts = [*tf.split(1, 2, x), *tf.split(x, 2, 1), *tf.split(split_dim=1, num_split=2, value=x)]
        joined = [tf.concat(1, parts[:2]), tf.concat(parts[2:4], 1), tf.concat(values=parts[4:], axis=1)]
        return K.get_session().run(joined)

    for joined in run(job):
        np.testing.assert_array_equal(joined, np.arange(8.0).reshape(2, 4))


def test_beside_models(run):
    def job(tf):
        K.set_session(tf.Session(config=tf.ConfigProto(intra_op_parallelism_threads=1)))
        double = Lambda(lambda t: tf.concat(1, [t, tf.mul(t, 2.0)]), output_shape=(4,))
        model = Sequential([Dense(2, input_dim=3, init="one"), double])
        model.compile("sgd", "mse")
        model.fit(np.ones((4, 3)), np.zeros((4, 4)), nb_epoch=1, verbose=0)
        total = tf.reduce_sum(model.output, reduction_indices=1)
        x = np.ones((1, 3))
        found = K.get_session().run(total, {model.input: x})
        K.clear_session()
        again = Sequential([Dense(1, input_dim=3, init="one")]).predict(x)
        return found, again, K.get_session().run(tf.add(1, 2))

    total, again, three = run(job)
    assert total.shape == (1,) and again.tolist() == [[3.0]] and three == 3


def test_what_is_of_today_and_what_is_gone(run):
    def job(tf):
        assert tf.keras is __import__("tensorflow").keras and tf.__version__[0] == "2"
        tf.python.control_flow_ops = tf
        assert "placeholder" in dir(tf) and tf.train.SummaryWriter is tf.summary.FileWriter
        for name, said in (("contrib", "ended with TensorFlow 1"), ("nothing", "TensorFlow has no nothing")):
            with pytest.raises(AttributeError, match=said):
                getattr(tf, name)
        with pytest.raises(AttributeError, match=r"no train\.nothing"):
            _ = tf.train.nothing

    run(job)


def test_layers_on_tensors_of_the_script_trained_by_its_own_steps(run):
    def job(tf):
        session = tf.Session()
        K.set_session(session)
        x, wanted = tf.placeholder(tf.float32, (None, 3)), tf.placeholder(tf.float32, (None, 2))
        answer = Dense(2, activation="softmax")(Dense(4)(x))
        loss = tf.reduce_mean(K.categorical_crossentropy(answer, wanted))
        step = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
        data = {x: np.eye(3), wanted: np.eye(2)[[0, 1, 1]]}
        with session.as_default():
            tf.initialize_all_variables().run()
            before = loss.eval(feed_dict=data)
            for _ in range(20):
                step.run(feed_dict=data)
            return len(tf.trainable_variables()), before, loss.eval(feed_dict=data)

    count, before, after = run(job)
    assert count == 4 and after < before / 2


def test_graphs_of_the_script(run):
    def job(tf):
        x = K.placeholder((2,))
        with tf.Graph().as_default() as graph:
            one = tf.constant(1.0)
            with tf.Session() as session:
                assert session.run(tf.add(one, 1.0)) == 2
        assert one.graph is graph and tf.get_default_graph() is x.graph
        K.clear_session()
        assert tf.get_default_graph() is K.placeholder((2,)).graph is not x.graph

    run(job)
