"""The loops, over plain functions."""

import numpy as np
import pytest

from kerasfront.callbacks import BaseLogger, Callback, CallbackList, History
from kerasfront.engine.training import loops
from kerasfront.engine.training.epoch_metrics import EpochMetrics
from kerasfront.engine.training.positions import Start
from kerasfront.engine.training.sources import ArraySource
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


def total(part):
    """The sum, and that the batch counts."""
    return [part.sum(), True]


class Runner:
    """Calls a plain function for each batch of a block, which has `most` batches."""

    def __init__(self, function=total, most=1):
        self.function = function
        self.most = most

    def limit(self, done):
        return self.most

    def run(self, block):
        return [self.function(part) for part in np.split(block.arrays[0], np.cumsum(block.sizes)[:-1])]


class Epochs:
    """A progress that nobody keeps."""

    def __init__(self, numbers):
        self.numbers = numbers

    def starts(self, stopped):
        return map(Start, self.numbers)

    def begin_epoch(self):
        pass

    def advance(self, sizes):
        pass

    def end_epoch(self):
        pass


def fit(callbacks, runner=None, epochs=range(1), validate=None, stopped=lambda: False):
    everyone = CallbackList(callbacks)
    everyone.set_params({"metrics": ["loss", "val_loss"]})
    source, metrics = ArraySource([X], 4), EpochMetrics(1, [])
    loops.train(
        loops.Training(
            source, runner or Runner(), metrics, Epochs(epochs), everyone, ["loss"], lambda: None, lambda: None,
            validate, stopped,
        )
    )


def collect(function, samples, report=lambda seen: None):
    return loops.collect(ArraySource([X], 4), Runner(function), samples, report)


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
    fit([recorder], Runner(most=2))
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
    def interrupted(part):
        if part[0] == X[4]:
            raise KeyboardInterrupt
        return total(part)

    recorder = Recorder()
    with pytest.raises(KeyboardInterrupt):
        fit([recorder], Runner(interrupted))
    assert recorder.calls == ["train begin", "epoch 0 begin", *BATCHES[:3], "train end"]


def test_mean():
    seen = []
    found = loops.mean(ArraySource([X], 4), Runner(), EpochMetrics(1, []), seen.append)
    assert found == [(6 * 4 + 22 * 4 + 17 * 2) / 10]
    assert seen == [4, 8, 10]


def test_batches_that_do_not_count_are_left_out_of_means():
    found = loops.mean(
        ArraySource([X], 4), Runner(lambda part: [part.sum(), part[0] > 0]), EpochMetrics(1, []), lambda seen: None
    )
    assert found == [(22 * 4 + 17 * 2) / 6]


def test_collect():
    seen = []
    doubled, large = collect(lambda part: [2 * part, part > 4], 10, seen.append)
    np.testing.assert_array_equal(doubled, 2 * X)
    np.testing.assert_array_equal(large, X > 4)
    assert seen == [4, 8, 10]


def test_collect_cuts_what_is_too_much():
    (cut,) = collect(lambda part: [part], 7)
    np.testing.assert_array_equal(cut, X[:7])


def test_gather():
    (found,) = loops.gather(ArraySource([X], 4), Runner(lambda part: [part]))
    np.testing.assert_array_equal(found, X)


def test_output_of_wrong_length():
    with pytest.raises(ArgumentError, match="2 rows for a batch of 4 samples"):
        collect(lambda part: [part[::2]], 10)
