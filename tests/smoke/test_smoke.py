"""An installed kerasfront works: run from the checkout, and from a clean environment that holds only the wheel."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import kerasfront
from kerasfront.layers import LSTM, Dense
from kerasfront.models import Sequential

EVERY = "tensorflow theano" if sys.version_info < (3, 12) else "tensorflow"
BACKENDS = os.environ.get("SMOKE_BACKENDS", EVERY).split()


def test_import_loads_no_backend():
    code = "import sys, kerasfront; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "kerasfront" in loaded
    assert not {"tensorflow", "theano", "kerasfront_tensorflow", "kerasfront_theano"} & set(loaded)


@pytest.mark.parametrize("package", ["kerasfront", "kerasfront_tensorflow", "kerasfront_theano"])
def test_types_are_shipped(package):
    (folder,) = importlib.util.find_spec(package).submodule_search_locations
    assert Path(folder, "py.typed").is_file()


def test_command_reports_every_backend():
    command = Path(sys.executable).with_name("kerasfront")
    result = subprocess.run([command, "info"], capture_output=True, text=True, check=True)
    for backend in BACKENDS:
        assert backend in result.stdout


@pytest.mark.parametrize("backend", BACKENDS)
def test_model_learns(backend):
    kerasfront.set_random_seed(1)
    x = np.random.RandomState(0).normal(size=(64, 4))
    y = (x[:, :1] > 0).astype("float32")
    with kerasfront.backend.use(backend):
        model = Sequential([Dense(1, activation="sigmoid", input_dim=4)])
        model.compile("sgd", "binary_crossentropy")
        history = model.fit(x, y, nb_epoch=3, batch_size=16, verbose=0).history["loss"]
    assert history[-1] < history[0]


@pytest.mark.parametrize("backend", BACKENDS)
def test_loops_are_compiled(backend, monkeypatch):
    """The sources in C++ are shipped. Without them every loop would run step by step, and nobody would know."""
    monkeypatch.setattr(LSTM, "cell", None)
    with kerasfront.backend.use(backend):
        model = Sequential([LSTM(3, input_shape=(2, 1))])
        assert model.predict(np.zeros((1, 2, 1))).shape == (1, 3)
