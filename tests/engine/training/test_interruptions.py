"""Training that ends before its time: by Ctrl-C, or by a loss that is no number."""

import os
import re
import signal
import threading
import time

import numpy as np
import pytest

from kerasfront.callbacks import LambdaCallback, TerminateOnNaN
from kerasfront.errors import ArgumentError
from kerasfront.layers import Activation, Dense, Lambda
from kerasfront.models import Sequential

X, Y = np.random.RandomState(0).rand(32, 2), np.ones((32, 1))


def compiled(*layers):
    model = Sequential([Dense(3, input_dim=2, name="first"), *layers, Dense(1, name="last")])
    model.compile("sgd", "mse")
    return model


def test_an_interrupted_model_can_be_used(backend):
    def interrupt(batch, logs):
        if model.history.epoch == [0, 1] and batch == 2:
            raise KeyboardInterrupt

    model = compiled()
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, Y, 8, nb_epoch=5, verbose=0, callbacks=[LambdaCallback(on_batch_end=interrupt)])
    assert model.history.epoch == [0, 1] and len(model.history.history["loss"]) == 2
    assert np.isfinite(model.evaluate(X, Y, verbose=0))
    assert model.fit(X, Y, 8, nb_epoch=1, verbose=0).epoch == [0]


@pytest.mark.slow
def test_ctrl_c_is_heard_while_many_batches_are_run(backend):
    model = compiled()
    x, y = np.ones((200_000, 2), "float32"), np.ones((200_000, 1), "float32")
    model.fit(x[:64], y[:64], 8, nb_epoch=1, verbose=0)
    sent = []

    def send():
        sent.append(time.perf_counter())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(1.5, send)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        model.fit(x, y, 8, nb_epoch=1000, verbose=0)
    assert time.perf_counter() - sent[0] < 5.0  # a second where nothing else runs; all epochs take many minutes
    assert np.isfinite(model.get_weights()[0]).all()


def end(model, x, y, capsys):
    """What is said of a training whose second batch of the second epoch is broken."""
    model.fit(x, y, 8, nb_epoch=3, verbose=0, shuffle=False, callbacks=[TerminateOnNaN(find=True)])
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 2 and said[0].endswith(", training ends")
    return said


def test_the_layer_that_gave_the_first_nan_is_named(backend, capsys):
    model = compiled(Lambda(lambda x: x**0.5, name="root"), Activation("tanh", name="tanh"))
    x = X.copy()
    model.layers[0].set_weights([np.full((2, 3), 1.0), np.zeros(3)])
    x[9] = -1.0
    said = end(model, x, Y, capsys)
    assert said == [
        "Epoch 00000: the loss of batch 1 is nan, training ends",
        "Epoch 00000: layer 'root' gives the first values that are not finite",
    ]
    assert all(np.isfinite(weights).all() for weights in model.get_weights())


def test_input_and_targets_that_are_not_finite(capsys):
    x, y = X.copy(), Y.copy()
    x[20], y[3] = np.nan, np.inf
    assert "batch 0 is inf" in end(compiled(), X, y, capsys)[0]
    told = r"in the batch, (target|input) '\w+' is not finite: sample {} has {}"
    assert re.search(told.format(3, "inf"), end(compiled(), X, y, capsys)[1])
    assert re.search(told.format(4, "nan"), end(compiled(), x, Y, capsys)[1])


def test_data_that_are_not_finite_are_refused_where_asked(K):
    model, x, y = compiled(), X.copy(), Y.copy()
    x[20, 1], y[3] = np.nan, np.inf
    for data, told in (
        ({"x": x, "y": Y}, r"input '\w+' is not finite: sample 20 has nan at .20, 1."),
        ({"x": X, "y": y}, r"target '\w+' is not finite: sample 3 has inf"),
        ({"x": X, "y": Y, "sample_weight": y[:, 0]}, r"sample_weight of '\w+' is not finite: sample 3"),
        ({"x": X, "y": Y, "validation_data": (x, Y)}, r"validation data: input '\w+' is not finite: sample 20"),
    ):
        with pytest.raises(ArgumentError, match=told):
            model.fit(**data, verbose=0, check_finite=True)
    model.fit(X, Y, nb_epoch=1, verbose=0, check_finite=True)


def test_weights_that_an_earlier_step_broke(capsys):
    model = compiled()
    model.optimizer.lr = 1e30
    assert "weights of layer 'first' are not finite" in end(model, X * 1e10, Y, capsys)[1]


def test_one_message_for_all_batches_that_were_run_together(capsys):
    model = compiled()
    model.fit(np.full((80, 2), np.nan), np.ones((80, 1)), 8, nb_epoch=2, verbose=0, callbacks=[TerminateOnNaN()])
    assert capsys.readouterr().out == "Epoch 00000: the loss of batch 0 is nan, training ends\n"
