"""Several threads, and several backends, at work in one process."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront.layers import Dense
from kerasfront.models import Sequential

X = np.arange(16, dtype="float32").reshape(8, 2) / 16
Y = X.sum(axis=1, keepdims=True)


def together(*tasks):
    """Results of functions that start at the same moment, each in a thread of its own."""
    barrier = threading.Barrier(len(tasks))

    def run(task):
        barrier.wait(timeout=60)
        return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return [future.result(timeout=240) for future in [pool.submit(run, task) for task in tasks]]


def regressor(weight=0.5):
    model = Sequential([Dense(1, input_dim=2)])
    model.set_weights([np.full((2, 1), weight), np.zeros(1)])
    model.compile("sgd", "mse")
    return model


def trained(model, steps=5):
    losses = [float(model.train_on_batch(X, Y)) for _ in range(steps)]
    return [*losses, *model.get_weights()[0].ravel().tolist()]


def expected(weight=0.5, steps=5, rate=0.01):
    """What `trained` gives, in NumPy."""
    w, b, losses = np.full((2, 1), weight), np.zeros(1), []
    for _ in range(steps):
        error = X @ w + b - Y
        losses.append(float((error**2).mean()))
        w, b = w - rate * 2 * X.T @ error / len(X), b - rate * 2 * error.mean(axis=0)
    return [*losses, *w.ravel().tolist()]


def test_eight_threads_predict_with_one_model_that_is_not_compiled_yet(backend):
    model = regressor()
    results = together(*[lambda i=i: model.predict(X * i) for i in range(8)])
    for i, result in enumerate(results):
        np.testing.assert_allclose(result, 0.5 * i * Y, rtol=1e-5)


def test_a_function_is_compiled_once_whoever_calls_it_first(backend):
    x = K.placeholder((None,))
    total = K.variable(0.0)
    function = K.function([x], [x * 2], [K.update_add(total, 1.0)])
    results = together(*[lambda i=i: function([np.full(3, i)])[0] for i in range(8)])
    assert [result.tolist() for result in results] == [[2.0 * i] * 3 for i in range(8)]


def test_threads_predict_with_models_of_all_backends(backends):
    models = []
    for name in backends:
        with K.use(name):
            models.append(regressor(weight=len(models) + 1.0))
    results = together(*[lambda i=i: models[i % len(models)].predict(X) for i in range(8)])
    for i, result in enumerate(results):
        np.testing.assert_allclose(result, (i % len(models) + 1) * Y, rtol=1e-5)


def test_two_threads_train_two_models(backend):
    models = [regressor(0.5), regressor(0.25)]
    results = together(*[lambda m=m: trained(m) for m in models])
    np.testing.assert_allclose(results, [expected(0.5), expected(0.25)], rtol=1e-4)


def test_models_are_built_and_trained_in_threads(backend):
    def work(weight):
        with K.use(backend):
            return trained(regressor(weight), steps=2)

    weights = [0.1, 0.2, 0.3, 0.4]
    results = together(*[lambda w=w: work(w) for w in weights])
    np.testing.assert_allclose(results, [expected(w, steps=2) for w in weights], rtol=1e-4)


def test_threads_that_ask_first_get_one_learning_phase(backend):
    def ask():
        with K.use(backend):
            x = K.variable(1.0)
            return K.in_train_phase(x * 3.0, x)

    results = together(*[ask for _ in range(4)])
    function = K.function([K.learning_phase()], results)
    assert [float(v) for v in function([1])] == [3.0] * 4
    assert [float(v) for v in function([0])] == [1.0] * 4


def test_a_thread_can_predict_while_another_one_works_on_its_backend(backend):
    model = regressor()
    with model.backend.active(), ThreadPoolExecutor(1) as pool:
        result = pool.submit(model.predict, X).result(timeout=60)
    np.testing.assert_allclose(result, 0.5 * Y, rtol=1e-5)


def test_interleaved_backends_compute_what_numpy_does(backends):
    models, histories = [], [[] for _ in backends]
    for name in backends:
        with K.use(name):
            models.append(regressor())
    for _ in range(5):
        for model, history in zip(models, histories):
            history.append(float(model.train_on_batch(X, Y)))
            model.predict(X)
    for model, history in zip(models, histories):
        np.testing.assert_allclose([*history, *model.get_weights()[0].ravel()], expected(), rtol=1e-4)


PROGRAM = """
import sys
import numpy as np
import kerasfront
from kerasfront import backend as K
from kerasfront.layers import Dense, Dropout
from kerasfront.models import Sequential
x = np.arange(16).reshape(8, 2) / 16
models = []
for name in sys.argv[1:]:
    kerasfront.set_random_seed(7)
    with K.use(name):
        models.append(Sequential([Dense(4, input_dim=2), Dropout(0.5), Dense(1)]))
        models[-1].compile("adam", "mse")
        models[-1].prepare_training()
for step in range(4):
    for model in models:
        model.train_on_batch(x, x.sum(axis=1))
for name, model in zip(sys.argv[1:], models):
    print(name, model.predict(x).ravel().tolist())
"""


def outputs_of(*names):
    done = subprocess.run([sys.executable, "-c", PROGRAM, *names], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return [line for line in done.stdout.splitlines() if line.startswith(names)]


@pytest.mark.slow
def test_interleaved_backends_give_the_numbers_of_separate_processes(backends):
    assert outputs_of(*backends) == [line for name in backends for line in outputs_of(name)]
