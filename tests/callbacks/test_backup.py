"""Training goes on from a backup as if it had never been interrupted."""

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

import kerasfront
from kerasfront.callbacks import BackupAndRestore, Callback, EarlyStopping, LambdaCallback, ModelCheckpoint
from kerasfront.engine.training import step
from kerasfront.errors import ArgumentError, FileError, NotReadyError, UnsupportedOperation
from kerasfront.layers import Dense
from kerasfront.metrics import AUC, Precision
from kerasfront.models import Sequential
from tests.resumed import BATCHES, After, Restless, train

ROOT = Path(__file__).parents[2]


def test_a_second_training_goes_on_where_the_first_one_ended(backend, tmp_path, capsys):
    path = tmp_path / "backup.h5"
    kerasfront.set_random_seed(3)
    whole = train([])
    kerasfront.set_random_seed(3)
    train([BackupAndRestore(path)], epochs=2)
    kerasfront.set_random_seed(99)
    assert train([BackupAndRestore(path, every=4, verbose=1)]) == whole
    assert "Training goes on from" in capsys.readouterr().out
    assert train([BackupAndRestore(path)]) == whole, "a training that has ended is run again"


def interrupt():
    raise KeyboardInterrupt


INTERRUPTIONS = {
    "a batch": (1, lambda: After(BATCHES + 2, interrupt)),
    "batches that were not kept": (3, lambda: After(2 * BATCHES + 1, interrupt)),
    "batches that were kept": (3, lambda: After(2 * BATCHES, interrupt)),
    "all batches of an epoch": (1, lambda: LambdaCallback(on_epoch_end=lambda epoch, logs: epoch and interrupt())),
}


@pytest.fixture(scope="module")
def whole():
    """A training without interruption, that goes batch by batch."""
    kerasfront.set_random_seed(3)
    return train([Restless()])


@pytest.mark.parametrize("after", INTERRUPTIONS)
def test_a_training_goes_on_within_an_epoch(whole, tmp_path, after):
    batches, interruption = INTERRUPTIONS[after]
    backup = BackupAndRestore(tmp_path / "backup.h5", batches=batches)
    kerasfront.set_random_seed(3)
    with pytest.raises(KeyboardInterrupt):
        train([Restless(), backup, interruption()])
    kerasfront.set_random_seed(99)
    assert train([Restless(), backup]) == whole


def test_batches_between_two_times_are_run_together(K, tmp_path, monkeypatch):
    monkeypatch.setattr(step, "SECONDS", 1e9)
    saved = []
    monkeypatch.setattr(Sequential, "save_progress", lambda model, path: saved.append(model.get_weights()[0].tolist()))
    told = []

    class Lagging(Callback):
        may_lag = True

        def on_batch_end(self, batch, logs=None):
            told.append(self.model.get_weights()[0].tolist())

    small([BackupAndRestore(tmp_path / "backup.h5", batches=3), Lagging()], samples=32, nb_epoch=1)
    assert [told.count(weights) for weights in saved] == [2, 3, 2]  # the first batch is always run alone


@pytest.mark.slow
def test_processes_killed_at_any_moment_leave_what_a_later_one_goes_on_from(backend, tmp_path):
    kerasfront.set_random_seed(3)
    whole = train([])
    path, never = tmp_path / "backup.h5", 1000
    moment = random.Random(5)
    for batches, seconds in [(moment.randint(2, 9), never), (never, 0.1 * moment.random())]:
        script = [sys.executable, "-m", "tests.resumed", backend, str(path), str(batches), str(seconds)]
        ended = subprocess.run(script, check=False, cwd=ROOT).returncode
        assert ended == (-signal.SIGKILL if seconds == never else -signal.SIGALRM)
        assert [other for other in tmp_path.iterdir() if not other.name.startswith(".")] == [path]
    assert train([BackupAndRestore(path)]) == whole


def small(callbacks=(), samples=8, units=1, optimizer="sgd", loss="mse", activation="linear", batch_size=4, **fit):
    model = Sequential([Dense(units, input_dim=2, activation=activation)])
    model.compile(optimizer, loss)
    x, y = np.ones((samples, 2)), np.ones((samples, units))
    model.fit(x, y, batch_size, verbose=0, callbacks=list(callbacks), **fit)
    return model


def test_a_training_that_was_stopped_stays_so(K, tmp_path):
    class Stop(Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.stop_training = epoch == 1

    path = tmp_path / "backup.h5"
    for _ in range(2):
        model = small([BackupAndRestore(path), Stop()], nb_epoch=5)
        assert model.history.epoch == [0, 1]


def test_the_backup_of_another_training_is_refused(tmp_path):
    path = tmp_path / "backup.h5"
    backup = BackupAndRestore(path)
    small([backup], nb_epoch=1)
    with pytest.raises(ArgumentError, match=r"another training: output_dim of layer 1 1, now 3"):
        small([backup], units=3)
    with pytest.raises(ArgumentError, match=r"callbacks \['BaseLogger', 'History'\], now \['BaseLogger', 'EarlyStop"):
        small([backup, EarlyStopping("loss")])
    with pytest.raises(ArgumentError, match="numbers of samples 8, now 12"):
        small([backup], samples=12)


@pytest.mark.parametrize("accumulate", [1, 2])
def test_the_names_of_layers_do_not_matter(tmp_path, accumulate):
    """Where a model is built anew in one process, dense_9 and dense_10 become dense_11 and dense_12."""

    def state(first, second, nb_epoch):
        model = Sequential([Dense(2, input_dim=2, name=first), Dense(2, name=second)])
        model.compile("adam", "mse", accumulate=accumulate)
        x = np.random.RandomState(0).rand(12, 2)
        backup = BackupAndRestore(tmp_path / "backup.h5")
        model.fit(x, x + 1, 4, nb_epoch=nb_epoch, verbose=0, callbacks=[backup])
        places = [[*model.weights, None].index(owner) for owner in model.optimizer.owners]
        values = [value.tolist() for value in model.optimizer.get_weights()]
        slots = sorted(zip(places, values), key=lambda pair: pair[0])
        return [weights.tolist() for weights in model.get_weights()], slots

    assert state("b", "a", nb_epoch=1) == state("c", "d", nb_epoch=1)


def test_other_files_are_refused(tmp_path):
    path = tmp_path / "model.h5"
    small(nb_epoch=1).save_weights(path)
    with pytest.raises(FileError, match="not written by BackupAndRestore"):
        small([BackupAndRestore(path)])


NESTEROV = {"class_name": "SGD", "config": {"nesterov": True}}
OTHERS = {
    "the optimizer 'Adam', now 'Adamax'": ("adam", {"optimizer": "adamax"}),
    "nesterov of the optimizer False, now True": ("sgd", {"optimizer": NESTEROV}),
    "activation of layer 1 'linear', now 'tanh'": ("sgd", {"activation": "tanh"}),
    "loss 'mse', now 'mae'": ("sgd", {"loss": "mae"}),
    "batch_size 4, now 8": ("sgd", {"batch_size": 8}),
}


@pytest.mark.parametrize("expected", OTHERS)
def test_what_a_training_is_made_of_is_compared(tmp_path, expected):
    path, (optimizer, changed) = tmp_path / "backup.h5", OTHERS[expected]
    small([BackupAndRestore(path)], nb_epoch=1, optimizer=optimizer)
    with pytest.raises(ArgumentError, match=f"{path}: .*another training: {expected}") as raised:
        small([BackupAndRestore(path)], **{"optimizer": optimizer, **changed})
    assert len(str(raised.value)) < 2000


def fact(name, value):
    return lambda file, facts: {**facts, name: value}


def array(name, value):
    def damage(file, facts):
        del file["arrays"][name]
        file["arrays"][name] = value
        return facts

    return damage


def scalars(value):
    """Damage all counters and settings of the optimizer."""

    def damage(file, facts):
        for array in file["arrays"].values():
            if array.shape == () and array.dtype.kind == "f":
                array[...] = value
        return facts

    return damage


def remembered(callback, **values):
    def damage(file, facts):
        dict(facts["callbacks"])[callback].update(values)
        return facts

    return damage


DAMAGE = {
    "no facts": lambda file, facts: {},
    "a start that is no list": fact("start", 1),
    "a start after the end": fact("start", [10**9, 0, 0, 0]),
    "a start before the beginning": fact("start", [-5, 0, 0, 0]),
    "a start of no whole number": fact("start", [0.5, 0, 0, 0]),
    "a start with batches without samples": fact("start", [0, 1, 0, 0]),
    "a start with the wrong samples": fact("start", [0, 1, 7, 7]),
    "a generator of another kind": fact("python", [3]),
    "a generator without a place": fact("numpy", [10**6, 0, 0.0]),
    "callbacks that are no list": fact("callbacks", 3),
    "no word of being stopped": fact("stopped", "no"),
    "no word of the training": fact("training", []),
    "a lost array": lambda file, facts: file["arrays"].pop("numpy") and facts,
    "words for a generator": array("python", np.zeros(625, "float64")),
    "one sample again and again": array("place", np.zeros(8, int)),
    "an order of fractions": array("place", np.arange(8.0)),
    "weights of another shape": array("variable_0", np.zeros((2, 3))),
    "weights of another type": array("variable_0", np.zeros((2, 1), "int64")),
    "counters that are NaN": scalars(np.nan),
    "settings that are infinite": scalars(np.inf),
    "counters that are negative": scalars(-1),
    "a generator that gives NaN": fact("numpy", [1, 1, float("nan")]),
    "metrics that are not there": array("metric_0", np.zeros(3)),
    "a method as a value": remembered("ModelCheckpoint", on_epoch_end=1),
    "the path of a file to overwrite": remembered("ModelCheckpoint", filepath="other"),
    "a best value that is a word": remembered("ModelCheckpoint", best="best"),
    "a best value that is NaN": remembered("ModelCheckpoint", best=float("nan")),
    "a best value beyond all floats": remembered("ModelCheckpoint", best=10**400),
    "a generator that gives more than a float": fact("numpy", [1, 1, 10**400]),
    "a count that is NaN": remembered("ModelCheckpoint", epochs_since_last_save=float("nan")),
    "a negative count": remembered("ModelCheckpoint", epochs_since_last_save=-1),
    "a history that is a list": remembered("History", history=[]),
    "a seed that is a list": remembered("History", seed=[1]),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_refused_before_it_changes_anything(backend, tmp_path, damage):
    path = tmp_path / "backup.h5"
    checkpoint = ModelCheckpoint(tmp_path / "best.h5", "loss")
    small([BackupAndRestore(path), checkpoint], nb_epoch=1)
    with h5py.File(path, "a") as file:
        if damage.startswith("metrics"):
            file["arrays"]["metric_0"] = np.zeros(3)
        facts = DAMAGE[damage](file, json.loads(file.pop("facts")[()].tobytes()))
        file["facts"] = np.frombuffer(json.dumps(facts).encode(), "uint8")
    before = []
    keep = LambdaCallback(on_train_begin=lambda logs: before.append(state(keep.model, checkpoint)))
    with pytest.raises(ArgumentError, match=f"^{path}.* Remove it to begin anew|{path}: (ModelCheckpoint|History)"):
        small([keep, BackupAndRestore(path), checkpoint])
    assert before == [state(keep.model, checkpoint)]


@pytest.mark.parametrize(("name", "value"), [("metric_0", np.zeros(2)), ("metric_3", np.zeros((8, 2)))])
def test_metrics_of_another_shape_are_refused(K, tmp_path, name, value):
    path = tmp_path / "backup.h5"

    def train(*callbacks):
        model = Sequential([Dense(1, input_dim=2, activation="sigmoid")])
        model.compile("sgd", "binary_crossentropy", metrics=[Precision(), AUC()])
        x = np.arange(16.0).reshape(8, 2)
        model.fit(x, x[:, :1] > 7, 2, verbose=0, nb_epoch=1, callbacks=[*callbacks, BackupAndRestore(path, batches=1)])

    with pytest.raises(KeyboardInterrupt):
        train(After(3, interrupt))
    with h5py.File(path, "a") as file:
        array(name, value)(file, {})
    with pytest.raises(ArgumentError, match=r"an array of shape .* cannot have been collected by a metric"):
        train(After(99, interrupt))


def state(model, checkpoint):
    """All that a file may change."""
    generators = random.getstate(), [np.asarray(part).tolist() for part in np.random.get_state()[1:]]
    weights = [weights.tolist() for weights in model.get_weights()]
    return weights, generators, checkpoint.get_state(), str(checkpoint.filepath)


def test_batches_in_random_order_stay_whole(tmp_path):
    path = tmp_path / "backup.h5"
    small([BackupAndRestore(path)], nb_epoch=1, shuffle="batch")
    small([BackupAndRestore(path)], nb_epoch=2, shuffle="batch")
    with h5py.File(path, "a") as file:
        file["arrays"]["place"][...] = [0, 1, 2, 4, 3, 5, 6, 7]
    with pytest.raises(ArgumentError, match="in an order that this training has"):
        small([BackupAndRestore(path)], nb_epoch=3, shuffle="batch")


def test_no_progress_without_a_training(tmp_path):
    model = Sequential([Dense(1, input_dim=2)])
    with pytest.raises(NotReadyError, match="not being trained"):
        model.save_progress(tmp_path / "backup.h5")
    assert not list(tmp_path.iterdir())


def test_an_optimizer_that_does_not_tell_its_state(tmp_path, monkeypatch):
    monkeypatch.setattr(kerasfront.optimizers.SGD, "keeps_own_state", True)
    with pytest.raises(UnsupportedOperation, match="SGD does not tell its state"):
        small([BackupAndRestore(tmp_path / "backup.h5")], nb_epoch=1)


@pytest.mark.parametrize("argument", ["every", "batches"])
def test_how_often_must_be_a_number(argument):
    with pytest.raises(ArgumentError, match=f"{argument} must be at least 1, got 0"):
        BackupAndRestore("backup.h5", **{argument: 0})
