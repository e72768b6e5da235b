"""Training costs no more work than the table allows; `budgets.py` says what is counted."""

import numpy as np
import pytest

from kerasfront.callbacks import LambdaCallback
from kerasfront.engine.training import indexes, step
from kerasfront.layers import (
    LSTM,
    ConvLSTM2D,
    Convolution2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    MaxPooling2D,
    SimpleRNN,
)
from kerasfront.models import Sequential
from tests.costs.budgets import ROWS, SLACK
from tests.costs.counting import MARGIN, NODES, Calls, overruns, python_calls

BATCH = 4
KINDS = {
    "mlp": ((3,), lambda: [Dense(4, activation="relu", input_dim=3), Dropout(0.5), Dense(2, activation="softmax")]),
    "cnn": (
        (6, 6, 1),
        lambda: [
            Convolution2D(2, 3, 3, activation="relu", dim_ordering="tf", input_shape=(6, 6, 1)),
            MaxPooling2D(dim_ordering="tf"),
            Flatten(),
            Dense(2, activation="softmax"),
        ],
    ),
    "lstm": ((5,), lambda: [Embedding(7, 3, input_length=5), LSTM(3), Dense(2, activation="softmax")]),
    "conv_lstm": (
        (3, 1, 4, 4),
        lambda: [
            ConvLSTM2D(2, 3, 3, dim_ordering="th", input_shape=(3, 1, 4, 4)),
            Flatten(),
            Dense(2, activation="softmax"),
        ],
    ),
    "simple_rnn": ((5,), lambda: [Embedding(7, 3, input_length=5), SimpleRNN(3), Dense(2, activation="softmax")]),
}


class Training:
    """A small model, and epochs of it."""

    def __init__(self, kind):
        self.shape, layers = KINDS[kind]
        self.model = Sequential(layers())
        self.model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])

    def fit(self, batches=2 * MARGIN, epochs=1, **options):
        x = np.ones((batches * BATCH, *self.shape), "float32")
        y = np.ones((len(x), 2), "float32")
        self.model.fit(x, y, BATCH, epochs, verbose=0, **options)


def python(fit, more, less):
    """Calls of Python functions that `more` has beyond `less`, for each of `MARGIN`."""
    counts = []
    for options in (more, less):
        with python_calls() as counter:
            fit(**options)
        counts.append(counter.total())
    return (counts[0] - counts[1]) / MARGIN


def counted(backend, kind, monkeypatch):
    """The row of the table."""
    monkeypatch.setattr(step, "SECONDS", 1e9)  # all batches but the first fit into a call
    calls, nodes = Calls(monkeypatch), NODES[backend](monkeypatch)
    training = Training(kind)
    followed = {"callbacks": [LambdaCallback(on_batch_end=lambda batch, logs: None)]}
    training.fit(epochs=2)
    training.fit(**followed)
    graph = nodes()
    with calls.counted() as count:
        training.fit(epochs=2)
    with calls.counted() as count_followed:
        training.fit(**followed)
    return (
        len(count) - 2,  # the first epoch learns how many batches a call may have
        len(count_followed) / (2 * MARGIN),
        python(training.fit, {"batches": 3 * MARGIN}, {"batches": 2 * MARGIN}),
        python(training.fit, {"batches": 3 * MARGIN, **followed}, {**followed}),
        python(training.fit, {"epochs": 2 + MARGIN}, {"epochs": 2}),
        graph,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_training_keeps_to_its_budget(backend, kind, monkeypatch):
    row = counted(backend, kind, monkeypatch)
    over = overruns(row, ROWS[backend, kind], SLACK)
    assert not over, (
        f"Training of {kind} on {backend} does more work than before. {'; '.join(over)}. Find out why; only if it is "
        f"meant, write into tests/costs/budgets.py: ({backend!r}, {kind!r}): {row}"
    )


def test_no_array_of_the_user_is_copied_unless_samples_are_shuffled(K, monkeypatch):
    calls = Calls(monkeypatch)
    model = Sequential([Dense(2, input_dim=3)])
    model.compile("sgd", "mse")
    x, y = np.ones((40, 3), "float32"), np.ones((40, 2), "float32")
    for work in (
        lambda: model.fit(x, y, 4, 2, verbose=0, shuffle=False, validation_data=(x, y)),
        lambda: model.fit(x, y, 4, 1, verbose=0, shuffle=False, callbacks=[LambdaCallback(on_batch_end=print)]),
        lambda: model.evaluate(x, y, 4, verbose=0),
        lambda: model.predict(x, 4),
    ):
        with calls.counted() as fed:
            work()
        arrays = [array for call in fed for array in call if array.ndim == 2]
        assert arrays and all(np.shares_memory(array, x) or np.shares_memory(array, y) for array in arrays)
    with calls.counted() as fed:
        model.fit(x, y, 4, 1, verbose=0)
    assert sum(array.nbytes for call in fed for array in call if array.shape[1:] == (3,)) == x.nbytes


def test_indexes_are_looked_at_once_for_each_call(K, monkeypatch):
    """One pass over each array of words or of classes, and none over others."""
    seen = []
    look = indexes.find_faults
    monkeypatch.setattr(indexes, "find_faults", lambda x, count, **kinds: seen.append(count) or look(x, count, **kinds))
    model = Sequential([Embedding(7, 3, input_length=5), LSTM(3), Dense(2, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    x, y = np.ones((20, 5), int), np.ones((20, 1), int)
    for work, expected in (
        (lambda: model.fit(x, y, 4, 3, verbose=0), [7, 2]),
        (lambda: model.evaluate(x, y, 4, verbose=0), [7, 2]),
        (lambda: model.predict(x, 4), [7]),
    ):
        seen.clear()
        work()
        assert seen == expected


def test_saving_asks_for_values_no_more_often_the_more_layers_there_are(K, tmp_path, monkeypatch):
    """Each request can cost a backend as much as its graph is large."""
    requests = []
    operations = K.current().operations
    ask = operations["batch_get_value"]
    monkeypatch.setitem(operations, "batch_get_value", lambda variables: requests.append(variables) or ask(variables))
    counts = []
    for depth in (2, 9):
        model = Sequential([Dense(2, input_dim=2) for _ in range(depth)])
        model.compile("adam", "mse")
        model.prepare_training()
        requests.clear()
        model.save(tmp_path / "model.h5")
        counts.append(len(requests))
    assert counts[0] == counts[1] > 0
