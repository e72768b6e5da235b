"""Learning rates that change; on each backend."""

from types import SimpleNamespace

import numpy as np
import pytest

from kerasfront.callbacks import LearningRateScheduler, ReduceLROnPlateau
from kerasfront.errors import ArgumentTypeError, NotReadyError


@pytest.fixture
def model(K):
    return SimpleNamespace(optimizer=SimpleNamespace(lr=K.variable(0.8)))


def rates(K, model, callback, values):
    """The learning rate after each epoch."""
    callback.set_model(model)
    callback.on_train_begin()
    found, logged = [], []
    for epoch, value in enumerate(values):
        logs = {"val_loss": value}
        callback.on_epoch_begin(epoch)
        callback.on_epoch_end(epoch, logs)
        found.append(float(K.get_value(model.optimizer.lr)))
        logged.append(logs.get("lr"))
    return found, logged


def test_scheduler(K, model):
    table = [0.5, np.float32(0.25), 1]
    found, _ = rates(K, model, LearningRateScheduler(table.__getitem__), [0, 0, 0])
    np.testing.assert_allclose(found, [0.5, 0.25, 1.0])


@pytest.mark.parametrize("rate", [None, "0.1", True])
def test_scheduler_must_give_numbers(K, model, rate):
    with pytest.raises(ArgumentTypeError, match="schedule must give a number, got .* for epoch 0"):
        rates(K, model, LearningRateScheduler(lambda epoch: rate), [0])


def test_optimizer_without_rate():
    callback = LearningRateScheduler(lambda epoch: 0.1)
    callback.set_model(SimpleNamespace(optimizer=None))
    with pytest.raises(NotReadyError, match="LearningRateScheduler needs an optimizer"):
        callback.on_epoch_begin(0)


@pytest.mark.parametrize(
    ("arguments", "values", "expected"),
    [
        ({"patience": 0}, [3, 3, 2, 2], [0.8, 0.4, 0.4, 0.2]),
        ({"patience": 1}, [3, 3, 3, 3], [0.8, 0.8, 0.4, 0.2]),
        ({"patience": 0, "cooldown": 2}, [3, 3, 3, 3, 3], [0.8, 0.4, 0.4, 0.2, 0.2]),
        ({"patience": 0, "min_lr": 0.3}, [3, 3, 3, 3], [0.8, 0.4, 0.3, 0.3]),
        ({"patience": 0, "mode": "max"}, [1, 2, 3, 3], [0.8, 0.8, 0.8, 0.4]),
        ({"patience": 0, "epsilon": 1.5}, [3, 2, 1], [0.8, 0.4, 0.4]),
    ],
)
def test_plateau(K, model, arguments, values, expected):
    found, logged = rates(K, model, ReduceLROnPlateau(factor=0.5, **arguments), values)
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    np.testing.assert_allclose(logged, [0.8, *expected[:-1]], rtol=1e-6)


def test_plateau_says_so(K, model, capsys):
    rates(K, model, ReduceLROnPlateau(factor=0.5, patience=0, verbose=1), [1, 1])
    assert capsys.readouterr().out.startswith("Epoch 00001: reducing learning rate to 0.4")


def test_plateau_without_the_value(K, model):
    with pytest.warns(UserWarning, match="ReduceLROnPlateau watches 'val_acc'"):
        rates(K, model, ReduceLROnPlateau("val_acc"), [1])
