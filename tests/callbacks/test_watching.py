"""Callbacks that watch a value: EarlyStopping, TerminateOnNaN, ModelCheckpoint."""

import math
from types import SimpleNamespace

import pytest

from kerasfront.callbacks import (
    EarlyStopping,
    LearningRateScheduler,
    ModelCheckpoint,
    ReduceLROnPlateau,
    TerminateOnNaN,
)
from kerasfront.callbacks.watching import Watching
from kerasfront.errors import ArgumentError, ArgumentTypeError


class FakeModel:
    """A model that writes down how it is saved."""

    def __init__(self):
        self.stop_training = False
        self.saved = []

    def save(self, path, overwrite):
        self.saved.append(("all", path, overwrite))

    def save_weights(self, path, overwrite):
        self.saved.append(("weights", path, overwrite))


def stopped_at(callback, values, name="val_loss"):
    """The epoch at which training stops, None if it does not."""
    callback.set_model(FakeModel())
    callback.on_train_begin()
    for epoch, value in enumerate(values):
        callback.on_epoch_end(epoch, {name: value})
        if callback.model.stop_training:
            callback.on_train_end()
            return epoch
    return None


@pytest.mark.parametrize(
    ("monitor", "mode", "more"),
    [
        ("val_loss", "auto", False),
        ("val_acc", "auto", True),
        ("val_fmeasure", "auto", True),
        ("fmeasure", "min", False),
        ("loss", "max", True),
    ],
)
def test_which_way_is_better(monitor, mode, more):
    watching = Watching(monitor, mode, min_delta=0.1)
    assert watching.improved(1.0)
    assert not watching.improved(1.0)
    assert watching.improved(1.2) == more
    assert watching.improved(0.8) != more
    assert not watching.improved(math.nan)


@pytest.mark.parametrize(
    ("arguments", "values", "expected"),
    [
        ({}, [3, 2, 1, 1], 3),
        ({"patience": 1}, [3, 2, 2, 2, 2], 3),
        ({"patience": 1}, [3, 3, 2, 2, 2], 4),
        ({"min_delta": 0.5}, [3, 2.6], 1),
        ({"mode": "max"}, [1, 2, 3, 2], 3),
        ({"patience": 5}, [1, 1, 1], None),
    ],
)
def test_early_stopping(arguments, values, expected):
    callback = EarlyStopping(**arguments)
    assert stopped_at(callback, values) == expected
    assert stopped_at(callback, values) == expected  # a second training starts anew


def test_early_stopping_says_so(capsys):
    stopped_at(EarlyStopping(verbose=1), [1, 2])
    assert capsys.readouterr().out == "Epoch 00001: early stopping\n"


def test_missing_value_is_a_warning():
    callback = EarlyStopping(monitor="val_acc")
    with pytest.warns(UserWarning, match="EarlyStopping watches 'val_acc', but the logs have val_loss"):
        assert stopped_at(callback, [1.0]) is None


def test_terminate_on_nan(capsys):
    callback = TerminateOnNaN()
    callback.set_model(SimpleNamespace(stop_training=False))
    callback.on_epoch_begin(3)
    callback.on_batch_end(0, {"loss": 1.0})
    callback.on_batch_end(1, {})
    assert not callback.model.stop_training
    callback.on_batch_end(2, {"loss": math.inf})
    assert callback.model.stop_training
    assert capsys.readouterr().out == "Epoch 00003: the loss of batch 2 is inf, training ends\n"


def saved(values, **arguments):
    callback = ModelCheckpoint("m.{epoch:02d}.h5", **arguments)
    callback.set_model(FakeModel())
    for epoch, value in enumerate(values):
        callback.on_epoch_end(epoch, {"val_loss": value})
    return callback.model.saved


@pytest.mark.parametrize(
    ("arguments", "epochs"),
    [
        ({}, [0, 1, 2, 3]),
        ({"save_best_only": True}, [0, 2]),
        ({"save_best_only": True, "mode": "max"}, [0, 1]),
        ({"period": 2}, [1, 3]),
    ],
)
def test_checkpoint(arguments, epochs):
    assert saved([2, 3, 1, 1], **arguments) == [("all", f"m.{epoch:02d}.h5", True) for epoch in epochs]


def test_checkpoint_of_weights():
    assert saved([1], save_weights_only=True) == [("weights", "m.00.h5", True)]


def test_checkpoint_says_so(capsys):
    saved([2, 3, 1], save_best_only=True, verbose=1)
    assert capsys.readouterr().out.splitlines() == [
        "Epoch 00000: val_loss improved from inf to 2.00000, saving model to m.00.h5",
        "Epoch 00001: val_loss did not improve",
        "Epoch 00002: val_loss improved from 2.00000 to 1.00000, saving model to m.02.h5",
    ]


def test_checkpoint_of_each_epoch_says_so(capsys):
    saved([2], verbose=1)
    assert capsys.readouterr().out == "Epoch 00000: saving model to m.00.h5\n"


def test_checkpoint_without_the_value():
    callback = ModelCheckpoint("m.h5", save_best_only=True)
    callback.set_model(FakeModel())
    with pytest.warns(UserWarning, match="ModelCheckpoint watches 'val_loss', but the logs have nothing"):
        callback.on_epoch_end(0)
    assert callback.model.saved == []


@pytest.mark.parametrize("path", ["m.{acc:.1f}.h5", "m.{}.h5", "m.{epoch:x.h5}", "m.{epoch"])
def test_checkpoint_path(path):
    with pytest.raises(ArgumentError, match="filepath .* cannot be filled in .*; there are epoch, loss"):
        ModelCheckpoint(path).on_epoch_end(0, {"loss": 1.0})


@pytest.mark.parametrize(
    ("kind", "arguments", "complaint"),
    [
        (EarlyStopping, {"monitor": None}, "monitor must be the name of a value"),
        (EarlyStopping, {"mode": "best"}, "mode must be one of 'auto', 'min', 'max', got 'best'"),
        (EarlyStopping, {"patience": -1}, "EarlyStopping: patience must be at least 0"),
        (EarlyStopping, {"min_delta": "small"}, "EarlyStopping: min_delta must be a number, got 'small'"),
        (ModelCheckpoint, {"filepath": "m.h5", "period": 0}, "ModelCheckpoint: period must be at least 1"),
        (ModelCheckpoint, {"filepath": "m.h5", "mode": 1}, "mode must be one of"),
        (
            ReduceLROnPlateau,
            {"factor": 1.0},
            "factor must be at least 0 and below 1, got 1.0",
        ),
        (ReduceLROnPlateau, {"patience": 1.5}, "ReduceLROnPlateau: patience must be an integer"),
        (ReduceLROnPlateau, {"cooldown": -1}, "ReduceLROnPlateau: cooldown must be at least 0"),
        (ReduceLROnPlateau, {"min_lr": -1}, "ReduceLROnPlateau: min_lr must be at least 0"),
        (ReduceLROnPlateau, {"epsilon": None}, "ReduceLROnPlateau: epsilon must be a number"),
        (LearningRateScheduler, {"schedule": 0.1}, r"schedule must be a function of the epoch, got 0\.1"),
    ],
)
def test_wrong_arguments(kind, arguments, complaint):
    with pytest.raises((ArgumentError, ArgumentTypeError), match=complaint):
        kind(**arguments)
