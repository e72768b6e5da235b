"""Means, history and the progress of training."""

import json
import re

import numpy as np
import pytest

from kerasfront.callbacks import BaseLogger, CallbackList, History, ProgbarLogger
from kerasfront.errors import NotReadyError, UnknownNameError

from ..pages import check_page
from ..terminal import terminal

PARAMS = {"nb_epoch": 2, "nb_sample": 10, "verbose": 1, "metrics": ["loss", "val_loss"]}


def run(callbacks, params=PARAMS, epochs=(0, 1), end=True):
    everyone = CallbackList(callbacks)
    everyone.set_params(params)
    everyone.on_train_begin()
    for epoch in epochs:
        everyone.on_epoch_begin(epoch)
        for batch, (size, loss) in enumerate([(8, 1.0), (2, 2.0)]):
            everyone.on_batch_end(batch, {"batch": batch, "size": size, "loss": loss, "other": 0.0})
        if end:
            everyone.on_epoch_end(epoch, {"val_loss": 3.0, "lr": 0.1})
    everyone.on_train_end()


def test_history():
    history = History()
    run([BaseLogger(), history])
    assert history.epoch == [0, 1]
    assert history.history == {"val_loss": [3.0, 3.0], "lr": [0.1, 0.1], "loss": [1.2, 1.2]}


def test_base_logger_begins_anew_with_each_epoch():
    logger, logs = BaseLogger(), {}
    run([logger])
    logger.on_epoch_begin(2)
    logger.on_epoch_end(2, logs)
    assert logs == {}


def test_bar(capsys):
    run([BaseLogger(), ProgbarLogger()])
    lines = capsys.readouterr().out.splitlines()
    assert [re.sub(r"\d+\.\ds - [\d,]+ ", "0s - 0 ", line) for line in lines] == [
        "Epoch 1/2 - 0s - 0 samples/s - loss: 1.2000 - val_loss: 3.0000",
        "Epoch 2/2 - 0s - 0 samples/s - loss: 1.2000 - val_loss: 3.0000",
    ]


def test_bar_in_a_terminal_shows_validation_once():
    with terminal() as shown:
        run([BaseLogger(), ProgbarLogger()])
    first, second, rest = shown.getvalue().split("\n")
    assert rest == ""
    for number, line in enumerate([first, second], 1):
        last = line.split("\r")[-1]
        assert last.startswith(f"Epoch {number}/2 - loss: 1.2000 - val_loss: 3.0000 100% |")


def test_batches_are_counted_where_nobody_knows_the_samples(capsys):
    run([ProgbarLogger()], {**PARAMS, "nb_sample": None, "nb_batch": 2})
    assert re.findall(r"[\d,]+ (\w+)/s", capsys.readouterr().out) == ["batches"] * 2


def test_a_bar_that_begins_within_an_epoch_begins_there(capsys):
    logger = ProgbarLogger()
    logger.set_params({**PARAMS, "nb_sample": 20, "batch_size": 8, "verbose": "json"})
    logger.on_epoch_begin(0)
    logger.on_batch_end(1, {"size": 8})
    logger.on_batch_end(2, {"size": 4})
    assert logger.seen == 20


def test_json(capsys):
    run([BaseLogger(), ProgbarLogger()], {**PARAMS, "verbose": "json"})
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(r["label"], r["current"], r["values"]) for r in records] == [
        (f"Epoch {number}/2", 10, {"loss": 1.2, "val_loss": 3.0}) for number in (1, 2)
    ]


def test_bar_ends_when_training_is_interrupted(capsys):
    run([ProgbarLogger()], epochs=[0], end=False)
    assert capsys.readouterr().out.startswith("Epoch 1/2 - ")


def test_history_is_drawn_with_training_and_validation_together(tmp_path):
    history = History()
    run([BaseLogger(), history])
    loss, rate = history.plot(to_file=tmp_path / "x.png")
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")
    assert loss.get_title() == "loss" and rate.get_title() == "lr"
    lines = {line.get_label(): (list(line.get_xdata()), list(line.get_ydata())) for line in loss.lines}
    assert lines == {"training": ([1, 2], [1.2, 1.2]), "validation": ([1, 2], [3.0, 3.0])}
    (only,) = history.plot(["lr"], tmp_path / "y.png")
    assert only.get_title() == "lr"
    with pytest.raises(UnknownNameError, match="History.plot: nothing is called 'los'. Did you mean 'loss'"):
        history.plot(["los"])


def test_history_in_a_notebook():
    history = History()
    assert "History without epochs" in history._repr_html_()
    with pytest.raises(NotReadyError, match="no epoch has ended yet"):
        history.plot()
    run([BaseLogger(), history])
    history.history |= {"<b>": [1.0, np.float32(2.0)], "array": [[1.0], [2.0]], "late": [0.5]}
    text = history._repr_html_()
    check_page(text)
    assert text.count("<svg") == 4 and "validation" in text
    assert "<td>loss</td><td>1.2</td>" in text and "&lt;b&gt;" in text and "<b>" not in text and ">array<" not in text
