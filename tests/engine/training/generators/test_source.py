"""Training on sources of batches, beyond what the tests of Model see."""

import warnings

import pytest

import kerasfront
from kerasfront.callbacks import BackupAndRestore, LambdaCallback
from kerasfront.engine.training import step
from kerasfront.engine.training.generators import GeneratorEnqueuer
from kerasfront.engine.training.step import CompiledStep
from kerasfront.errors import ArgumentError
from kerasfront.layers import Dense
from kerasfront.models import Sequential

from ....resumed import After
from ....sources import Arrays, Rising, regression

X, Y = regression()


SOURCE = Arrays(X, Y, 3)


def train(callbacks=(), epochs=4, source=SOURCE, shuffle=True, **fit):
    model = Sequential([Dense(2, input_dim=3)])
    model.compile("adam", "mse", metrics=["mae"])
    arguments = {"nb_epoch": epochs, "verbose": 0, "callbacks": list(callbacks), "shuffle": shuffle, **fit}
    model.fit_generator(source, nb_worker=2, **arguments)
    return model.history.history, [weights.tolist() for weights in model.get_weights()]


def test_a_shuffled_sequence_goes_on_from_a_backup(backend, tmp_path):
    kerasfront.set_random_seed(3)
    whole = train()
    kerasfront.set_random_seed(3)
    train([BackupAndRestore(tmp_path / "backup.h5")], epochs=2)
    kerasfront.set_random_seed(99)
    assert train([BackupAndRestore(tmp_path / "backup.h5")]) == whole


def interrupt():
    raise KeyboardInterrupt


@pytest.mark.parametrize("samples", [None, 7, 23], ids=["an epoch", "less", "more"])
def test_a_sequence_goes_on_within_an_epoch(tmp_path, samples):
    kerasfront.set_random_seed(3)
    backup, fit = BackupAndRestore(tmp_path / "backup.h5", batches=2), {"samples_per_epoch": samples, "epochs": 3}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "An epoch took")
        whole = train(**fit)
        kerasfront.set_random_seed(3)
        with pytest.raises(KeyboardInterrupt):
            train([backup, After(7, interrupt)], **fit)
        kerasfront.set_random_seed(99)
        assert train([backup], **fit) == whole


def test_a_generator_is_read_from_its_beginning(tmp_path):
    def batches():
        while True:
            yield X, Y

    backup = BackupAndRestore(tmp_path / "backup.h5")
    fit = {"source": batches(), "shuffle": False, "samples_per_epoch": len(X)}
    train([backup], 1, **fit)
    with pytest.warns(UserWarning, match="read from its beginning. To go on exactly .* give a .*Sequence"):
        train([backup], 2, **fit)


def test_the_backup_of_a_longer_sequence_is_refused(tmp_path):
    backup = BackupAndRestore(tmp_path / "backup.h5")
    train([backup], 1)
    with pytest.raises(ArgumentError, match="numbers of batches 4, now 10"):
        train([backup], 2, Arrays(X, Y, 1))


def count_calls(monkeypatch, function):
    """A list that gets an entry for each call of a method of `CompiledStep`."""
    calls, method = [], getattr(CompiledStep, function)
    monkeypatch.setattr(CompiledStep, function, lambda step, *arguments: calls.append(step) or method(step, *arguments))
    return calls


def test_batches_are_run_together_with_the_same_result(backend, monkeypatch):
    monkeypatch.setattr(step, "SECONDS", 1e9)
    monkeypatch.setattr(GeneratorEnqueuer, "ready", lambda reader: True)
    told = []

    def batch_by_batch(batch, logs):
        told.append(batch)

    def everything(*callbacks):
        kerasfront.set_random_seed(3)
        return train(callbacks, source=Arrays(X, Y, 2), validation_data=SOURCE)

    alone = everything(LambdaCallback(on_batch_end=batch_by_batch))
    assert told == [0, 1, 2, 3, 4] * 4
    single = count_calls(monkeypatch, "__call__")
    assert everything() == alone
    assert len(single) == 1 + 4, "the first batch of the training and of each validation is run alone"


class Told(Rising):
    """Gives arrays, and writes down when its epochs end."""

    def __init__(self, events):
        super().__init__(2)
        self.events = events

    def __getitem__(self, index):
        return X, Y

    def on_epoch_end(self):
        self.events.append("source")


def test_a_source_ends_its_epoch_before_callbacks_do(K):
    events = []
    model = Sequential([Dense(2, input_dim=3)])
    model.compile("sgd", "mse")
    callback = LambdaCallback(on_epoch_end=lambda epoch, logs: events.append("callbacks"))
    model.fit_generator(Told(events), nb_epoch=2, verbose=0, callbacks=[callback])
    assert events == ["source", "callbacks"] * 2
