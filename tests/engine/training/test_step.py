"""Many batches in one call give what a call for each batch gives."""

import tracemalloc

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kerasfront import backend as K
from kerasfront.callbacks import Callback, LambdaCallback
from kerasfront.engine.training import sources, step
from kerasfront.engine.training.generators.source import ReaderSource
from kerasfront.engine.training.positions import Start
from kerasfront.engine.training.sources import ArraySource
from kerasfront.layers import LSTM, BatchNormalization, Dense, Dropout, Embedding, GaussianNoise, SimpleRNN
from kerasfront.models import Sequential

BEGIN = Start()


class Total:
    """Gives the sum of each batch."""

    one_by_one = shared = False

    def agreed(self, batches):
        return batches

    def __call__(self, arrays):
        return [arrays[0].sum()]

    def over_batches(self, arrays, sizes):
        return [[part.sum()] for part in np.split(arrays[0], np.cumsum(sizes)[:-1])]


TOTAL = Total()


def run(source, stride=0, start=BEGIN, of=TOTAL):
    """Sizes and values of each block."""
    runner, done = step.BlockRunner(of, source, stride), start.batches
    source.start(start)
    while block := source.take(runner.limit(done)):
        done += len(block.sizes)
        yield list(block.sizes), [float(value) for (value,) in runner.run(block)]


@pytest.fixture
def no_hurry(monkeypatch):
    """All batches but the first one fit into a call, however slow the machine is."""
    monkeypatch.setattr(step, "SECONDS", 1e9)


def test_the_first_block_has_one_batch_and_the_next_one_what_time_allows(monkeypatch):
    now = iter(np.arange(0.0, 9.0, step.SECONDS / 10))
    for module in (step, sources):
        monkeypatch.setattr(module, "perf_counter", lambda: next(now))
    found = list(run(ArraySource([np.arange(40.0)], 4)))
    assert [len(sizes) for sizes, _ in found] == [1, 5, 4]
    assert [value for _, values in found for value in values] == np.arange(40.0).reshape(10, 4).sum(1).tolist()


def test_a_block_takes_no_more_than_the_room_for_data(monkeypatch):
    monkeypatch.setattr(step, "BYTES", 3 * (4 * 8 + 8))
    found = [sizes for sizes, _ in run(ArraySource([np.arange(42.0)], 4))]
    assert found == [[4], [4, 4, 4], [4, 4, 4], [4, 4, 4], [2]]


class PartOfTotal(Total):
    """One of which other processes make their parts, and run two batches a call."""

    shared = True

    def agreed(self, batches):
        return 2


def test_a_block_is_as_long_as_those_of_other_processes(no_hurry):
    found = [sizes for sizes, _ in run(ArraySource([np.arange(20.0)], 4), of=PartOfTotal())]
    assert found == [[4, 4], [4, 4], [4]]
    assert [sizes for sizes, _ in come([np.ones(2)] * 3, lambda: True, of=PartOfTotal())] == [[2]] * 3


def test_a_block_ends_at_a_multiple_of_the_stride(no_hurry):
    found = run(ArraySource([np.arange(40.0)], 4), 3, Start(0, 2, 8, 4))
    assert [len(sizes) for sizes, _ in found] == [1, 3, 3, 1]


class Reader:
    """Has read batches already, as far as `ready` says so."""

    def __init__(self, batches, ready):
        self.endless = ((x, x) for x in batches)
        self.ready = ready


def come(batches, ready, stride=0, done=0, of=TOTAL):
    """Sizes and values of each block of batches that are read."""
    source = ReaderSource(Reader(batches, ready), sum(map(len, batches)), lambda x, *_: [x])
    return list(run(source, stride, Start(0, done), of))


def test_batches_that_are_there_are_run_together(no_hurry):
    batches = [np.full(2, i) for i in range(7)]
    there = iter([True, False, True, True, False, False])
    found = come(batches, lambda: next(there))
    assert found == [([2], [0.0]), ([2, 2], [2.0, 4.0]), ([2, 2, 2], [6.0, 8.0, 10.0]), ([2], [12.0])]
    found = come(batches, lambda: True, 3, done=1)
    assert [len(sizes) for sizes, _ in found] == [1, 1, 3, 2]


def test_only_batches_of_one_kind_are_run_together(no_hurry):
    kinds = [np.ones((2, 3)), np.ones((1, 3)), np.ones((4, 3)), np.ones((4, 2)), np.ones((4, 2), "int")]
    assert [sizes for sizes, _ in come(kinds, lambda: True)] == [[2], [1, 4], [4], [4]]


def test_what_was_read_before_an_error_is_run(no_hurry):
    def broken():
        for _ in range(4):
            yield np.ones(1)
        raise ZeroDivisionError

    found = run(ReaderSource(Reader(broken(), lambda: True), 9, lambda x, *_: [x]))
    assert [next(found), next(found)] == [([1], [1.0]), ([1, 1, 1], [1.0, 1.0, 1.0])]
    with pytest.raises(ZeroDivisionError):
        next(found)


MODELS = {
    "noise and averages": lambda: (
        [Dense(4, input_dim=3, activation="relu"), Dropout(0.4), BatchNormalization(), GaussianNoise(0.1), Dense(1)]
    ),
    "stateful": lambda: [LSTM(3, batch_input_shape=(4, 2, 3), stateful=True, dropout_W=0.3), Dense(1)],
    "masked": lambda: [Embedding(7, 3, mask_zero=True), SimpleRNN(3, dropout_U=0.2), Dense(1, W_regularizer="l2")],
}
SHAPES = {"noise and averages": (3,), "stateful": (2, 3), "masked": (4,)}


def train(model, start, shape, samples, shuffle, callbacks=()):
    """Everything that training, test and prediction give and leave, from the state `start` on."""
    variables = model._compilation.compiled.state
    K.batch_set_value(list(zip(variables, start)))
    np.random.seed(3)
    x = np.random.randint(0, 7, (samples, *shape)).astype("float32")
    y = x.reshape(samples, -1)[:, :1] / 7
    fit = {"batch_size": 4, "nb_epoch": 2, "verbose": 0, "shuffle": shuffle, "callbacks": list(callbacks)}
    history = model.fit(x, y, validation_data=(x[:8], y[:8]), **fit).history
    tested = model.evaluate(x, y, 4, verbose=0)
    arrays = [model.predict(x, 4), *K.batch_get_value(variables)]
    return [history, tested, *[array.tolist() for array in arrays]]


def follow(batch, logs):
    """Something that has to be done after each batch."""


@pytest.mark.slow
@pytest.mark.parametrize("kind", MODELS)
def test_training_is_the_same_batch_by_batch(backend, kind, no_hurry):
    model = Sequential(MODELS[kind]())
    model.compile("adam", "mse", metrics=["mae"])
    start = K.batch_get_value(model._compilation.compiled.state)

    @settings(max_examples=6, deadline=None)
    @given(batches=st.integers(2, 6), rest=st.integers(0, 3), shuffle=st.sampled_from([True, False, "batch"]))
    def same(batches, rest, shuffle):
        samples = 4 * batches + (0 if kind == "stateful" else rest)
        one_by_one = train(model, start, SHAPES[kind], samples, shuffle, [LambdaCallback(on_batch_end=follow)])
        assert train(model, start, SHAPES[kind], samples, shuffle) == one_by_one

    same()


class Calls(Callback):
    """Counts the calls of a model's function over batches between its own."""

    def __init__(self, may_lag):
        super().__init__()
        self.may_lag = may_lag
        self.seen = []

    def on_batch_end(self, batch, logs=None):
        self.seen.append((batch, logs["size"], self.model.get_weights()[0].tolist()))


@pytest.mark.parametrize("may_lag", [True, False])
def test_a_callback_decides_whether_batches_are_run_one_by_one(backend, may_lag, no_hurry):
    model = Sequential([Dense(1, input_dim=2)])
    model.compile("sgd", "mse")
    calls = Calls(may_lag)
    model.fit(np.ones((22, 2)), np.zeros((22, 1)), 4, nb_epoch=1, verbose=0, callbacks=[calls])
    assert [(batch, size) for batch, size, _ in calls.seen] == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4), (5, 2)]
    weights = [str(weights) for *_, weights in calls.seen]
    assert len(set(weights)) == (2 if may_lag else 6)


def test_a_callback_without_batch_hooks_follows_no_batches():
    assert Callback().stride == 0
    assert LambdaCallback(on_epoch_end=follow).stride == 0
    assert LambdaCallback(on_batch_begin=follow).stride == 1
    assert LambdaCallback(on_batch_begin=follow, may_lag=True).stride == 0


def test_stop_ends_the_training_after_the_call(backend):
    class Stop(Callback):
        may_lag = True

        def on_batch_end(self, batch, logs=None):
            self.model.stop_training = True

    model = Sequential([Dense(1, input_dim=2)])
    model.compile("sgd", "mse")
    history = model.fit(np.ones((40, 2)), np.zeros((40, 1)), 4, nb_epoch=3, verbose=0, callbacks=[Stop()])
    assert history.epoch == [0]


def test_shuffled_batches_of_a_store_are_read_whole(backend):
    class Store:
        """Gives slices only, as an HDF5 dataset does best."""

        def __init__(self, array):
            self.array, self.shape, self.dtype = array, array.shape, array.dtype

        def __getitem__(self, key):
            assert isinstance(key, slice)
            return self.array[key]

    model = Sequential([Dense(1, input_dim=2)])
    model.compile("sgd", "mse")
    x, y = np.random.rand(22, 2), np.random.rand(22, 1)
    history = model.fit(Store(x), Store(y), 4, nb_epoch=2, verbose=0, shuffle="batch")
    assert len(history.history["loss"]) == 2
    np.testing.assert_array_equal(model.predict(Store(x), 4), model.predict(x, 4))


def test_prediction_from_a_file_needs_little_memory(backend, tmp_path):
    """The file declares far more than is read at a time, or held: its data are zeros that are not stored."""
    with h5py.File(tmp_path / "data.h5", "w") as file:
        x = file.create_dataset("x", (40_000, 1000), "float32")
        model = Sequential([Dense(1, input_dim=1000)])
        model.predict(x[:100], 50)
        tracemalloc.start()
        try:
            found = model.predict(x, 500)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert found.shape == (40_000, 1) and not found.any()
    assert peak < 2.5 * step.BYTES < 40_000 * 1000 * 4
