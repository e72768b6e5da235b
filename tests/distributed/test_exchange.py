"""The sum of a batch in one function, which calls it, and between two: the same numbers, and errors as they are."""

import numpy as np
import pytest

import kerasfront
from kerasfront import distributed
from kerasfront.backend.selection import Backend
from kerasfront.distributed.exchange import Exchange
from kerasfront.distributed.threads import Aborted, run_in_threads
from kerasfront.engine.topology import Layer
from kerasfront.layers import BatchNormalization, Dense, Dropout, Input, merge
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


def test_integers_that_layers_update(K):
    """The sum of the parts of 3 of these ranks is less than 3 in floats."""

    def train(_):
        model = Sequential([Counter(input_shape=(4,)), Dense(3)])
        model.compile("sgd", "mse")
        model.fit(np.ones((14, 4)), np.ones((14, 3)), batch_size=14, nb_epoch=2, verbose=0)
        return int(K.get_value(model.layers[0].count))

    assert run_in_threads(5, train) == [6] * 5
