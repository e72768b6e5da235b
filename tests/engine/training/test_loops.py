"""The loops, over plain functions."""

import numpy as np
import pytest

from kerasfront.callbacks import BaseLogger, Callback, CallbackList, History
from kerasfront.engine.training import loops
from kerasfront.engine.training.batches import Order
from kerasfront.errors import ArgumentError

X = np.arange(10.0)


class Recorder(Callback):
    """Writes down what it is told."""

    def __init__(self):
        super().__init__()
        self.calls = []

    def on_train_begin(self, logs=None):
        self.calls.append("train begin")

    def on_train_end(self, logs=None):
        self.calls.append("train end")

    def on_epoch_begin(self, epoch, logs=None):
        self.calls.append(f"epoch {epoch} begin")

    def on_epoch_end(self, epoch, logs=None):
        self.calls.append(f"epoch {epoch} end {sorted(logs)}")

    def on_batch_begin(self, batch, logs=None):
        self.calls.append(f"batch {batch} begin {logs['size']}")

    def on_batch_end(self, batch, logs=None):
        self.calls.append(f"batch {batch} end {logs['loss']}")


def total(arrays):
    return [arrays[0].sum()]


def one_by_one(function):
    return loops.one_by_one(function, ((size, [X[key]]) for size, key in Order(len(X), 4).epoch()))


def work(start=None):
    return one_by_one(total)


def fit(callbacks, work=work, epochs=range(1), validate=None, stopped=lambda: False):
    everyone = CallbackList(callbacks)
    everyone.set_params({"metrics": ["loss", "val_loss"]})
    loops.fit(map(loops.Start, epochs), work, everyone, ["loss"], validate, stopped)


BATCHES = [
    "batch 0 begin 4", "batch 0 end 6.0",
    "batch 1 begin 4", "batch 1 end 22.0",
    "batch 2 begin 2", "batch 2 end 17.0",
]  # fmt: skip


def test_calls_in_order():
    recorder = Recorder()
    fit([recorder], epochs=range(3, 5), validate=lambda size: [size])
    epoch = [["epoch 3 begin", *BATCHES, "epoch 3 end ['val_loss']"], ["epoch 4 begin", *BATCHES]]
    assert recorder.calls == ["train begin", *epoch[0], *epoch[1], "epoch 4 end ['val_loss']", "train end"]


def test_history_has_means_by_sample():
    history = History()
    fit([BaseLogger(), history], validate=lambda size: [0.5])
    assert history.epoch == [0]
    assert history.history == {"loss": [(6 * 4 + 22 * 4 + 17 * 2) / 10], "val_loss": [0.5]}


def test_several_batches_in_one_go():
    """A backend may run many batches at once; callbacks are then told before and after all of them."""
    recorder = Recorder()
    sums = [[6.0], [22.0], [17.0]]
    fit([recorder], lambda _: [loops.Work([4, 4], lambda: sums[:2]), loops.Work([2], lambda: sums[2:])])
    batches = [BATCHES[i] for i in (0, 2, 1, 3, 4, 5)]
    assert recorder.calls[2:-2] == batches


def test_stop_after_a_batch_and_after_an_epoch():
    class Stop(Recorder):
        def on_batch_end(self, batch, logs=None):
            super().on_batch_end(batch, logs)
            self.stopped = batch == 1

    stop = Stop()
    fit([stop], epochs=range(5), stopped=lambda: stop.stopped)
    assert stop.calls == ["train begin", "epoch 0 begin", *BATCHES[:4], "epoch 0 end []", "train end"]


def test_interruption_ends_the_training_for_callbacks():
    def interrupted(start):
        yield from list(work())[:1]
        raise KeyboardInterrupt

    recorder = Recorder()
    with pytest.raises(KeyboardInterrupt):
        fit([recorder], interrupted)
    assert recorder.calls == ["train begin", "epoch 0 begin", *BATCHES[:2], "train end"]


def test_mean():
    seen = []
    assert loops.mean(work(), seen.append) == [(6 * 4 + 22 * 4 + 17 * 2) / 10]
    assert seen == [4, 8, 10]


def test_collect():
    seen = []
    double = one_by_one(lambda arrays: [2 * arrays[0], arrays[0] > 4])
    doubled, large = loops.collect(double, 10, seen.append)
    np.testing.assert_array_equal(doubled, 2 * X)
    np.testing.assert_array_equal(large, X > 4)
    assert seen == [4, 8, 10]


def test_collect_cuts_what_is_too_much():
    (cut,) = loops.collect(one_by_one(lambda arrays: arrays), 7, lambda seen: None)
    np.testing.assert_array_equal(cut, X[:7])


def test_output_of_wrong_length():
    halves = one_by_one(lambda arrays: [arrays[0][::2]])
    with pytest.raises(ArgumentError, match="2 rows for a batch of 4 samples"):
        loops.collect(halves, 10, lambda seen: None)
