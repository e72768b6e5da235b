"""Training goes on from a backup as if it had never been interrupted."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import kerasfront
from kerasfront.callbacks import BackupAndRestore, Callback, EarlyStopping
from kerasfront.errors import ArgumentError, FileError, NotReadyError, UnsupportedOperation
from kerasfront.layers import Dense
from kerasfront.models import Sequential
from tests.resumed import BATCHES, EPOCHS, train

ROOT = Path(__file__).parents[2]


def test_a_second_training_goes_on_where_the_first_one_ended(engine, tmp_path, capsys):
    path = tmp_path / "backup.h5"
    kerasfront.set_random_seed(3)
    whole = train([])
    kerasfront.set_random_seed(3)
    train([BackupAndRestore(path)], epochs=2)
    kerasfront.set_random_seed(99)
    assert train([BackupAndRestore(path, every=4, verbose=1)]) == whole
    assert "Training goes on from" in capsys.readouterr().out
    assert train([BackupAndRestore(path)]) == whole, "a training that has ended is run again"


@pytest.mark.slow
def test_killed_processes_leave_what_a_later_one_goes_on_from(engine, tmp_path):
    kerasfront.set_random_seed(3)
    whole = train([])
    path, left = tmp_path / "backup.h5", EPOCHS * BATCHES
    for kill in random.Random(5).sample(range(BATCHES + 1, left // 2), 2):
        script = [sys.executable, "-m", "tests.resumed", engine, str(path), str(kill)]
        assert subprocess.run(script, check=False, cwd=ROOT).returncode == -signal.SIGKILL
        assert path.exists() and list(tmp_path.iterdir()) == [path]
    assert train([BackupAndRestore(path)]) == whole


def small(callbacks=(), samples=8, units=1, optimizer="sgd", **fit):
    model = Sequential([Dense(units, input_dim=2)])
    model.compile(optimizer, "mse")
    model.fit(np.ones((samples, 2)), np.ones((samples, units)), 4, verbose=0, callbacks=list(callbacks), **fit)
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
    with pytest.raises(ArgumentError, match=r"another training: variables of the shapes .*\(2, 1\).* now .*\(2, 3\)"):
        small([backup], units=3)
    with pytest.raises(ArgumentError, match=r"callbacks \['History'\], now \['EarlyStopping', 'History'\]"):
        small([backup, EarlyStopping("loss")])
    with pytest.raises(ArgumentError, match="numbers of samples 8, now 12"):
        small([backup], samples=12)


def test_other_files_are_refused(tmp_path):
    path = tmp_path / "model.h5"
    small(nb_epoch=1).save_weights(path)
    with pytest.raises(FileError, match="not written by BackupAndRestore"):
        small([BackupAndRestore(path)])


def test_no_progress_without_a_training(tmp_path):
    model = Sequential([Dense(1, input_dim=2)])
    with pytest.raises(NotReadyError, match="not being trained"):
        model.save_progress(tmp_path / "backup.h5")
    assert not list(tmp_path.iterdir())


def test_an_optimizer_that_does_not_tell_its_state(tmp_path, monkeypatch):
    monkeypatch.setattr(kerasfront.optimizers.SGD, "keeps_own_state", True)
    with pytest.raises(UnsupportedOperation, match="SGD does not tell its state"):
        small([BackupAndRestore(tmp_path / "backup.h5")], nb_epoch=1)


def test_every_must_be_a_number_of_epochs():
    with pytest.raises(ArgumentError, match="every must be at least 1, got 0"):
        BackupAndRestore("backup.h5", every=0)
