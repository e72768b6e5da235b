"""Callback, CallbackList, and callbacks made of functions."""

import time

import numpy as np
import pytest

from kerasfront import callbacks
from kerasfront.callbacks import Callback, CallbackList, LambdaCallback
from kerasfront.errors import ArgumentError, ArgumentTypeError
from kerasfront.layers import Dense
from kerasfront.models import Sequential

HOOKS = ("on_train_begin", "on_epoch_begin", "on_batch_begin", "on_batch_end", "on_epoch_end", "on_train_end")


def call_all(target):
    for hook in HOOKS:
        arguments = [{}] if "train" in hook else [0, {}]
        getattr(target, hook)(*arguments)


def test_callback_has_every_hook():
    callback = Callback()
    call_all(callback)
    callback.set_model("model")
    callback.set_params({"verbose": 1})
    assert callback.model == "model" and callback.params == {"verbose": 1}


@pytest.mark.parametrize(
    "callback",
    [
        callbacks.BaseLogger(), callbacks.CSVLogger("log.csv"), callbacks.EarlyStopping(), callbacks.History(),
        callbacks.LambdaCallback(on_epoch_end=print), callbacks.LearningRateScheduler(float),
        callbacks.ModelCheckpoint("m.h5"), callbacks.ProgbarLogger(), callbacks.ReduceLROnPlateau(),
        callbacks.RemoteMonitor(), callbacks.TensorBoard(), callbacks.TerminateOnNaN(),
    ],
    ids=lambda callback: type(callback).__name__,
)  # fmt: skip
def test_no_callback_of_ours_slows_the_batches_down(callback):
    assert callback.stride == 0


def test_list_calls_all_in_order():
    calls = []

    def note(hook, name):
        return lambda *arguments: calls.append((hook, name))

    callbacks = CallbackList([LambdaCallback(**{hook: note(hook, "first") for hook in HOOKS})])
    callbacks.append(LambdaCallback(**{hook: note(hook, "second") for hook in HOOKS}))
    call_all(callbacks)
    assert calls == [(hook, name) for hook in HOOKS for name in ("first", "second")]


def test_list_hands_over_model_and_params():
    callbacks = [Callback(), Callback()]
    everyone = CallbackList(callbacks)
    everyone.set_model("model")
    everyone.set_params({"verbose": 1})
    assert [(c.model, c.params) for c in callbacks] == [("model", {"verbose": 1})] * 2


def test_later_callbacks_see_what_earlier_ones_add():
    seen = []
    CallbackList([
        LambdaCallback(on_epoch_end=lambda epoch, logs: logs.update(extra=1)),
        LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(logs)),
    ]).on_epoch_end(0)  # fmt: skip
    assert seen == [{"extra": 1}]


def test_slow_callbacks_give_a_warning(monkeypatch):
    monkeypatch.setattr("kerasfront.callbacks.base.SLOW_SECONDS", 0.1)
    callbacks = CallbackList([LambdaCallback(on_batch_end=lambda batch, logs: time.sleep(0.11))])
    callbacks.on_batch_begin(0)
    with pytest.warns(UserWarning, match=r"on_batch_end of the callbacks takes \d"):
        callbacks.on_batch_end(0)


def test_lambda_callback():
    callback = LambdaCallback(on_epoch_begin=lambda epoch, logs: epoch, color="red")
    assert callback.color == "red"
    with pytest.raises(ArgumentTypeError, match="on_train_end must be a function, got 3"):
        LambdaCallback(on_train_end=3)
    with pytest.raises(ArgumentError, match="no hook 'on_epoch_ended'. Did you mean 'on_epoch_end'"):
        LambdaCallback(on_epoch_ended=print)


class Watching:
    """Has methods of a callback and no base class."""

    def __init__(self):
        self.seen = []

    def set_params(self, params):
        self.seen.append(params["nb_epoch"])

    def set_model(self, model):
        self.model = model

    def on_batch_end(self, batch, logs=None):
        self.seen.append(batch)

    def on_epoch_end(self, epoch, logs=None):
        self.seen.append(sorted({"loss"} & {*logs}))
        self.model.stop_training = True


def test_an_object_with_the_methods_is_a_callback(backend):
    model = Sequential([Dense(1, input_dim=2)])
    model.compile("sgd", "mse")
    watching = Watching()
    model.fit(np.ones((4, 2)), np.ones((4, 1)), batch_size=2, nb_epoch=3, callbacks=[watching], verbose=0)
    assert watching.seen == [3, 0, 1, ["loss"]]
    with pytest.raises(ArgumentTypeError, match="callbacks must hold objects of class Callback, got 3"):
        model.fit(np.ones((4, 2)), np.ones((4, 1)), callbacks=[3])
    with pytest.raises(ArgumentTypeError, match="Make an instance of the class"):
        model.fit(np.ones((4, 2)), np.ones((4, 1)), callbacks=[Watching])
