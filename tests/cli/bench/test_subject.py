"""The comparison of backends on a user's own script or model."""

import json
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest

from kerasfront.callbacks import EVERYWHERE
from kerasfront.cli import main
from kerasfront.cli.bench import model_file, subject, watched
from kerasfront.cli.bench.stopwatch import Stopwatch
from kerasfront.errors import ArgumentError
from kerasfront.layers import Dense, Embedding, Flatten
from kerasfront.models import Sequential

SCRIPT = """
import sys
import numpy as np
from kerasfront.layers import Dense
from kerasfront.models import Sequential

assert sys.argv[1:] == ["--epochs", "2"] and __name__ == "__main__"
model = Sequential([Dense(1, input_dim=2)])
model.compile("sgd", "mse")
model.fit(np.ones((40, 2)), np.ones((40, 1)), 4, int(sys.argv[2]), verbose=0)
"""


@pytest.fixture
def watch():
    """A stopwatch that takes part in every training of the test."""
    watch = Stopwatch()
    EVERYWHERE.append(watch)
    yield watch
    EVERYWHERE.remove(watch)


def small():
    model = Sequential([Dense(1, input_dim=2)])
    model.compile("sgd", "mse")
    return model


def fit(model, epochs):
    return model.fit(np.ones((14, 2)), np.ones((14, 1)), 4, epochs, verbose=0, validation_split=0.2)


def test_the_stopwatch_counts_what_is_steady(backend, watch):
    assert watch.stride == 0
    assert watch.step_ms is None
    history = fit(small(), 3)
    assert watch.steps == 2 * 3, "of the epochs but the first one"
    first = watch.first_step_s
    fit(small(), 1)
    assert watch.steps == 2 * 3 + 2, "of an only epoch, all but the first batch"
    assert watch.first_step_s == first > 0 and watch.step_ms > 0
    assert watch.backends == {backend} and history.history["loss"][-1] > 0 and watch.loss > 0


def test_a_model_of_a_file_is_trained_and_asked(backend, watch, tmp_path):
    small().save(tmp_path / "model.h5")
    (tmp_path / "model.json").write_text(small().to_json())
    for name in ("model.h5", "model.json"):
        assert model_file.work(tmp_path / name, None, 4, 2)["predict_ms"] > 0
    assert watch.steps == 2 * model_file.STEPS


def test_made_up_words_are_known_to_the_embedding(K):
    model = Sequential([Embedding(3, 2, input_length=4), Flatten(), Dense(1)])
    (x,), (y,) = model_file.made_up(model, 50)
    assert x.shape == (50, 4) and set(np.unique(x)) == {0, 1, 2} and y.shape == (50, 1)
    (x,), (y,) = model_file.made_up(Sequential([Dense(1, input_shape=(None, 2))]), 5)
    assert x.shape == (5, model_file.UNKNOWN, 2) and y.shape == (5, model_file.UNKNOWN, 1)


def test_own_data_go_by_short_names_or_those_of_the_model(K, tmp_path):
    model = small()
    path = tmp_path / "data.npz"
    np.savez(path, x=np.ones((4, 2)), y=np.ones((4, 1)))
    assert model_file.arrays_of(path, model)[0][0].shape == (4, 2)
    np.savez(path, **{model.input_names[0]: np.ones((5, 2)), model.output_names[0]: np.ones((5, 1))})
    assert model_file.arrays_of(path, model)[1][0].shape == (5, 1)
    np.savez(path, x=np.ones((4, 2)))
    with pytest.raises(ArgumentError, match="has the arrays x, but not dense_"):
        model_file.arrays_of(path, model)


def test_a_file_of_weights_alone_is_no_model(K, tmp_path):
    small().save_weights(tmp_path / "weights.h5")
    with pytest.raises(ArgumentError, match="Give a script"):
        model_file.load(tmp_path / "weights.h5")


def test_a_script_is_run_as_a_program_and_measured(backend, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", [""])
    monkeypatch.setattr("sys.path", [""])
    (tmp_path / "script.py").write_text(SCRIPT)
    known = list(EVERYWHERE)
    try:
        watched.main(str(tmp_path / "run.json"), "{}", str(tmp_path / "script.py"), "--epochs", "2")
    finally:
        EVERYWHERE[:] = known
    facts = json.loads((tmp_path / "run.json").read_text())
    assert facts["backends"] == [backend]
    assert all(facts[key] > 0 for key in ("first_step_s", "step_ms", "loss", "total_s"))


def pretend(monkeypatch, status=0, **facts):
    """Instead of a process: write what it would have measured; the backend is that of its environment."""

    def run(command, env, stdout, stderr):
        backend = env["KERASFRONT_BACKEND"]
        print("the last line", file=stdout)
        measured = {"backends": [backend], "step_ms": 2.0 if backend == "theano" else 4.0, "total_s": 1.0, **facts}
        if not status:
            Path(command[3]).write_text(json.dumps(measured))
        return CompletedProcess(command, status)

    monkeypatch.setattr(subject.subprocess, "run", run)


def test_backends_take_turns_and_are_compared_round_by_round(tmp_path, monkeypatch, capsys):
    pretend(monkeypatch)
    (tmp_path / "script.py").write_text("")
    options = ["--rounds", "2", "--output", str(tmp_path)]
    backends = ["--backend", "tensorflow,theano", "--"] if subject.sys.version_info < (3, 12) else ["--"]
    assert main(["bench", *options, *backends, str(tmp_path / "script.py"), "--rounds", "7"]) == 0
    content = json.loads((tmp_path / "script.json").read_text())
    assert content["command"][1:] == ["--rounds", "7"]
    assert {len(runs) for runs in content["runs"].values()} == {2}
    printed = capsys.readouterr().out
    assert "1.00 (1.00-1.00)" in printed and ("0.50 (0.50-0.50)" in printed or len(content["runs"]) == 1)


def test_errors_say_what_went_wrong(tmp_path, monkeypatch, capsys):
    command = ["bench", "--output", str(tmp_path), "--backend", "tensorflow", "--"]
    assert main([*command, "nothing.py"]) == 2
    assert "There is no file nothing.py" in capsys.readouterr().err
    script = tmp_path / "script.py"
    script.write_text("")
    pretend(monkeypatch, status=3)
    assert main([*command, str(script)]) == 2
    assert "ended with status 3 on tensorflow: the last line" in capsys.readouterr().err
    pretend(monkeypatch, backends=["theano"])
    assert main([*command, str(script)]) == 2
    assert "trained on theano when it was to train on tensorflow" in capsys.readouterr().err


@pytest.mark.slow
def test_a_script_is_compared_on_all_backends(backends, tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    words = ["bench", "--rounds", "1", "--output", str(tmp_path), str(tmp_path / "script.py"), "--epochs", "2"]
    assert main(words) == 0
    runs = json.loads((tmp_path / "script.json").read_text())["runs"]
    assert list(runs) == list(backends)
    assert all(run["step_ms"] > 0 and run["import_s"] > 0 for (run,) in runs.values())


@pytest.mark.parametrize("name", ["script.json", "script-tensorflow.log"])
def test_files_of_others_are_left_as_they_are(tmp_path, monkeypatch, capsys, name):
    pretend(monkeypatch)
    (tmp_path / "script.py").write_text("")
    command = ["bench", "--output", str(tmp_path), "--backend", "tensorflow", "--", str(tmp_path / "script.py")]
    assert main(command) == main(command) == 0  # its own are replaced
    (tmp_path / name).write_text("notes")
    assert main(command) == 2
    assert f"{name} was not written by kerasfront bench" in capsys.readouterr().err
    assert (tmp_path / name).read_text() == "notes"
    assert main(["bench", "--output", str(tmp_path / name), "--parity"]) == 2
    assert "cannot be written: it is not a folder" in capsys.readouterr().err
