"""Attributes of callbacks that scripts of the time read, with the values that classic Keras 1.2.2 gave them."""

import pickle

import numpy as np
import pytest

from kerasfront.callbacks import CSVLogger, EarlyStopping, ModelCheckpoint, ReduceLROnPlateau


@pytest.mark.parametrize(
    ("callback", "better", "delta"),
    [
        (EarlyStopping(), np.less, 0),
        (EarlyStopping(min_delta=0.1), np.less, -0.1),
        (EarlyStopping(mode="max", min_delta=0.1), np.greater, 0.1),
        (EarlyStopping(monitor="val_acc"), np.greater, 0),
        (ModelCheckpoint("x.h5"), np.less, 0),
        (ModelCheckpoint("x.h5", monitor="acc"), np.greater, 0),
    ],
)
def test_how_values_are_compared(callback, better, delta):
    assert callback.monitor_op is better
    assert callback.min_delta == delta


def test_another_comparison_counts():
    checkpoint = ModelCheckpoint("x.h5")
    checkpoint.monitor_op = np.greater
    checkpoint.forget()
    assert checkpoint.improved(1.0) and checkpoint.improved(2.0) and not checkpoint.improved(1.5)


@pytest.mark.parametrize(("mode", "enough", "too_little"), [("min", 0.89, 0.91), ("max", 1.11, 1.09)])
def test_a_plateau_has_its_margin_in_the_comparison(mode, enough, too_little):
    callback = pickle.loads(pickle.dumps(ReduceLROnPlateau(mode=mode, epsilon=0.1, min_lr=0.5)))
    assert callback.monitor_op(enough, 1.0) and not callback.monitor_op(too_little, 1.0)
    assert (callback.mode, callback.epsilon, callback.lr_epsilon) == (mode, 0.1, 0.5 * 1e-4)


def test_a_log_file_tells_its_columns(tmp_path):
    logger = CSVLogger(tmp_path / "log.csv", separator=";")
    assert (logger.sep, logger.keys, logger.writer, logger.append_header) == (";", None, None, True)
    logger.on_train_begin()
    logger.on_epoch_end(0, {"loss": 1.0, "acc": 0.5})
    logger.writer.writerow([1, 0.75, 0.5])
    logger.on_train_end()
    assert (logger.keys, logger.writer) == (["acc", "loss"], None)
    assert (tmp_path / "log.csv").read_text() == "epoch;acc;loss\n0;0.5;1.0\n1;0.75;0.5\n"
    more = CSVLogger(tmp_path / "log.csv", separator=";", append=True)
    more.on_train_begin()
    assert not more.append_header
    more.on_train_end()
