"""Odd places to run in: training and saving work there, or end in one message."""

import os
import subprocess
import sys
import textwrap

import pytest

PROGRAM = textwrap.dedent("""
    import os, sys
    import numpy as np
    from kerasfront.layers import LSTM, Dense
    from kerasfront.models import Sequential, load_model

    model = Sequential([LSTM(3, input_shape=(2, 3)), Dense(2)])
    model.compile("sgd", "mse")
    x = np.ones((4, 2, 3))
    model.fit(x, np.ones((4, 2)), nb_epoch=1, verbose=2)
    path = os.path.join(sys.argv[1], "m\\xf6del.h5")
    model.save(path)
    print(load_model(path).predict(x).shape)
""")
ASCII = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def start(backend, folder, options=(), cwd=None, **environment):
    variables = {**os.environ, "KERASFRONT_BACKEND": backend, **environment}
    command = [sys.executable, *options, "-c", PROGRAM, str(folder)]
    variables = {name: value for name, value in variables.items() if value is not None}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf8", "errors": "replace"}
    return subprocess.Popen(command, cwd=cwd, env=variables, **pipes)


def ended(process):
    out, errors = process.communicate(timeout=300)
    return process.returncode, out, errors


PLACES = {
    "no home": {"HOME": None},
    "a home that is no folder": {"HOME": "/dev/null", "XDG_CACHE_HOME": None},
    "without assertions": {"options": ["-O"]},
    "a working folder that nobody can write to": {"cwd": "/proc"},
}


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_it_works_in(backend, tmp_path, place):
    folder = tmp_path / "\xfcn\xef"
    folder.mkdir()
    status, out, errors = ended(start(backend, folder, **PLACES[place]))
    assert status == 0, errors
    assert out.endswith("(4, 2)\n")
    assert [file.name for file in folder.iterdir()] == ["m\xf6del.h5"]


@pytest.mark.slow
def test_a_locale_without_the_letters_of_a_name(tmp_path):
    status, _, errors = ended(start("tensorflow", tmp_path, **ASCII))
    assert status == 1
    assert errors.rstrip().splitlines()[-1].startswith("kerasfront.errors.ArgumentError")
    assert "PYTHONUTF8=1" in errors
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_no_compiler(backend, tmp_path):
    status, out, errors = ended(start(backend, tmp_path, PATH=str(tmp_path)))
    if backend == "theano":
        assert (status, out) == (1, "")
        assert "BackendError: The backend 'theano' compiles each model with g++" in errors.splitlines()[-1]
    else:
        assert status == 0, errors
        assert out.endswith("(4, 2)\n")


@pytest.mark.slow
def test_two_processes_that_fill_one_empty_cache(backend, tmp_path):
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "THEANO_FLAGS": f"base_compiledir={tmp_path / 'theano'}"}
    folders = [tmp_path / name for name in "ab"]
    for folder in folders:
        folder.mkdir()
    for status, out, errors in map(ended, [start(backend, folder, **cache) for folder in folders]):
        assert status == 0, errors
        assert out.endswith("(4, 2)\n")
