"""The sum of a batch in one function, which calls it, and between two: the same numbers, and errors as they are."""

from itertools import count

import numpy as np
import pytest

import kerasfront
from kerasfront import distributed
from kerasfront.backend.selection import Backend
from kerasfront.callbacks import LambdaCallback
from kerasfront.distributed.exchange import Exchange
from kerasfront.distributed.threads import Aborted, run_in_threads
from kerasfront.engine.topology import Layer
from kerasfront.engine.training import sources, step
from kerasfront.layers import LSTM, BatchNormalization, Dense, Dropout, Input, Reshape, merge
from kerasfront.models import Model, Sequential
from kerasfront.optimizers import SGD

RANDOM = np.random.RandomState(0)
X, Y = RANDOM.rand(13, 4), np.eye(3)[RANDOM.randint(0, 3, 13)]


def everything(optimizer, **options):
    """Layers that draw, that update what is averaged, and one that sums up within the graph."""
    kerasfront.set_random_seed(3)
    x = Input((4,))
    left = BatchNormalization(sync=True)(Dropout(0.3)(Dense(5, activation="tanh")(x)))
    model = Model(x, Dense(3, activation="softmax")(merge([left, BatchNormalization()(x)], "concat")))
    model.compile(optimizer, "categorical_crossentropy", metrics=["accuracy", "AUC"], **options)
    return model


def trained(optimizer, **options):
    """Weights and history after batches of 6, 6 and 1 rows; the last leaves ranks without rows."""
    model = everything(optimizer(), **options)
    weights = {0: 1.0, 1: 3.0, 2: 0.5}
    history = model.fit(X, Y, batch_size=6, nb_epoch=2, verbose=0, class_weight=weights).history
    return model.get_weights(), history


@pytest.mark.parametrize(
    ("optimizer", "options", "size"),
    [(lambda: SGD(0.1, momentum=0.5, clipnorm=0.05), {"accumulate": 3}, 3), (lambda: "adam", {}, 2)],
    ids=["sgd", "adam"],
)
def test_both_forms_give_the_same(K, monkeypatch, optimizer, options, size):
    """Also if ranks differ in it: what they say to each other is the same."""
    apart, between = [], Exchange.between

    def noted(self, compute, change=None):
        apart.append(distributed.rank())
        return between(self, compute, change)

    monkeypatch.setattr(Exchange, "between", noted)
    monkeypatch.setattr(Backend, "compiles_host_calls", True)
    in_graph = run_in_threads(size, lambda _: trained(optimizer, **options))
    assert apart == []
    monkeypatch.setattr(Backend, "compiles_host_calls", property(lambda self: distributed.rank() == 0))
    mixed = run_in_threads(size, lambda _: trained(optimizer, **options))
    assert sorted(apart) == [*range(1, size)]
    for (weights, history), (others, told) in zip(in_graph, mixed):
        assert all(np.array_equal(a, b) for a, b in zip(weights, others, strict=True))
        assert history == told


def small():
    model = Sequential([Dense(3, input_dim=4)])
    model.compile("sgd", "mse")
    return model


@pytest.mark.parametrize("error", [ValueError("broken"), KeyboardInterrupt("now"), SystemExit(75)], ids=repr)
def test_errors_are_told_as_they_were_raised(K, monkeypatch, error):
    """And nothing of the batch is left in the weights."""
    monkeypatch.setattr(Backend, "compiles_host_calls", True)

    def train(communicator):
        model, total = small(), communicator.sum
        model.train_on_batch(X, Y)
        before = model.get_weights()

        def fail(array):
            raise error

        communicator.sum = fail if communicator.rank else total
        try:
            model.train_on_batch(X, Y)
        except BaseException as caught:
            assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))
            if communicator.rank:
                assert caught is error
                communicator.abort("rank 1 failed")
            assert isinstance(caught, Aborted) and str(caught) == "rank 1 failed"
            raise

    with pytest.raises(Aborted, match="^rank 1 failed$"):
        run_in_threads(2, train)


class Counter(Layer):
    """Counts batches, by several updates of one variable."""

    def call(self, x, mask=None):
        K = kerasfront.backend
        self.count = K.variable(0, "int32")
        self.non_trainable_weights = [self.count]
        self.add_update([K.update_add(self.count, 1), K.update_add(self.count, 2)], x)
        return x


@pytest.mark.parametrize("compiles", [True, False], ids=["in graph", "between"])
def test_many_batches_a_call(K, monkeypatch, compiles):
    """As many in each process, however long they take there; weights and history are those of a call for each batch."""
    lengths, of_batches = {}, Exchange.of_batches

    def noted(self, batches):
        lengths.setdefault(distributed.rank(), []).append(len(batches))
        return of_batches(self, batches)

    def train(callbacks):
        """On batches of 4, 4, 4 and 1 rows."""
        model = everything("adam")
        history = model.fit(X, Y, batch_size=4, nb_epoch=2, verbose=0, callbacks=callbacks).history
        return model.get_weights(), history

    ticks = [count(0.0, seconds) for seconds in (0.04, 0.01, 0.3)]
    for module in (step, sources):
        monkeypatch.setattr(module, "perf_counter", lambda: next(ticks[distributed.rank()]))
    monkeypatch.setattr(Exchange, "of_batches", noted)
    monkeypatch.setattr(Backend, "compiles_host_calls", compiles)
    together = run_in_threads(3, lambda _: train([]))
    assert lengths == dict.fromkeys(range(3), [1, 2, 1, 2, 2])
    lengths.clear()
    apart = run_in_threads(3, lambda _: train([LambdaCallback(on_batch_end=lambda batch, logs: None)]))
    assert lengths == dict.fromkeys(range(3), [1] * 8)
    for (weights, history), (others, told) in zip(together, apart, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(weights, others, strict=True))
        assert history == told


def recurrent(optimizer, **options):
    model = Sequential([Reshape((2, 2), input_shape=(4,)), LSTM(3, activation="softmax")])
    model.compile(optimizer, "categorical_crossentropy", **options)
    return model


@pytest.mark.parametrize("build", [everything, pytest.param(recurrent, marks=pytest.mark.slow)])
def test_one_sum_a_batch(backends, build):
    """Also where gradients are accumulated, on any backend: others would wait for those that add up once more."""
    sizes = []

    def train(communicator):
        model, total = build("sgd", accumulate=2), communicator.sum
        communicator.sum = lambda array: (sizes.append(array.size), total(array))
        for _ in range(3):
            model.train_on_batch(X, Y)

    for backend in (*backends, "reference"):
        sizes.clear()
        with kerasfront.backend.use(backend):
            run_in_threads(2, train)
        assert sizes.count(max(sizes)) == 2 * 3


def test_the_place_of_a_batch_within_a_call(K, monkeypatch):
    """What fails names the batch that it failed in, though all of them have been announced."""
    monkeypatch.setattr(step, "SECONDS", 1e9)
    places = []

    def train(communicator):
        model, total = small(), communicator.sum

        def noted(array):
            if communicator.rank and array.size > 1:
                places.append(communicator.place())
            total(array)

        communicator.sum = noted
        model.fit(X, Y, batch_size=4, nb_epoch=2, verbose=0)

    run_in_threads(2, train)
    assert places == [f"in epoch {epoch}, batch {batch}" for epoch in (1, 2) for batch in (1, 2, 3, 4)]


def test_integers_that_layers_update(K):
    """The sum of the parts of 3 of these ranks is less than 3 in floats."""

    def train(_):
        model = Sequential([Counter(input_shape=(4,)), Dense(3)])
        model.compile("sgd", "mse")
        model.fit(np.ones((14, 4)), np.ones((14, 3)), batch_size=14, nb_epoch=2, verbose=0)
        return int(K.get_value(model.layers[0].count))

    assert run_in_threads(5, train) == [6] * 5
