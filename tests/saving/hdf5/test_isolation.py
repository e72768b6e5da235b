"""Files that a process of its own reads first: the same models come out, and nothing that it does can harm this one."""

import time

import h5py
import numpy as np
import pytest

from kerasfront.errors import FileError, NotReadyError
from kerasfront.layers import Activation, Convolution2D, Dense, Flatten
from kerasfront.models import Sequential, load_model
from kerasfront.saving.hdf5 import isolation, reading
from kerasfront.saving.inspection import inspect

BOUND = 20
"""Seconds; with the limits of these tests a process takes one or two."""


@pytest.fixture
def model(K):
    layers = [Convolution2D(2, 2, 2, input_shape=(4, 4, 1)), Activation("relu"), Flatten(), Dense(2)]
    model = Sequential(layers)
    model.compile("adam", "mse", metrics=["accuracy"])
    model.train_on_batch(np.ones((3, 4, 4, 1)), np.ones((3, 2)))
    return model


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "numbers.h5"
    with h5py.File(path, "w") as file:
        file["x"] = np.arange(6.0).reshape(2, 3)
    return path


def replaced(monkeypatch, folder, content):
    """Let the process find something else in the place of h5py, when it begins to read."""
    (folder / "h5py.py").write_text(content)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(isolation, "SECONDS", 1)
    monkeypatch.setattr(isolation, "PATIENCE", 18)  # the second of processor time can take long on a busy machine


def test_whole_model(model, tmp_path):
    model.save(tmp_path / "m.h5")
    plain, isolated = load_model(tmp_path / "m.h5"), load_model(tmp_path / "m.h5", isolated=True)
    assert isolated.get_config() == plain.get_config()
    x, y = np.random.rand(5, 4, 4, 1), np.random.rand(5, 2)
    np.testing.assert_array_equal(isolated.predict(x), plain.predict(x))
    for loaded in (plain, isolated):
        loaded.train_on_batch(x, y)
    for one, other in zip(isolated.get_weights(), plain.get_weights()):
        np.testing.assert_array_equal(one, other)


def test_weights(model, tmp_path):
    model.save_weights(tmp_path / "w.h5")
    expected = model.get_weights()
    model.set_weights([np.zeros_like(x) for x in expected])
    model.load_weights(tmp_path / "w.h5", isolated=True)
    for one, other in zip(model.get_weights(), expected):
        np.testing.assert_array_equal(one, other)


def test_inspection(model, tmp_path):
    model.save(tmp_path / "m.h5")
    assert inspect(tmp_path / "m.h5", isolated=True) == inspect(tmp_path / "m.h5")


def test_same_content(tmp_path):
    arrays = {
        "float": np.linspace(0, 1, 7),
        "packed": np.zeros((50, 50), "float32"),
        "none": np.zeros((0, 3), "int8"),
        "flag": np.array(True),
        "big": np.arange(4, dtype=">i4"),
    }
    with h5py.File(tmp_path / "a.h5", "w", libver="latest") as file:
        group = file.create_group("a/b")
        for name, array in arrays.items():
            group.create_dataset(name, data=array, compression="gzip" if name == "packed" else None)
        group.attrs["names"] = np.array([b"one", b"two", "drei\u00e9".encode()])
        group.attrs["long"] = "x" * 200_000
        group.attrs["empty"] = []
        group.attrs["version"] = "1.2.2"
        group.attrs["count"], group.attrs["rate"] = 3, 0.25
    with reading(tmp_path / "a.h5", isolated=True) as copy, reading(tmp_path / "a.h5") as file:
        for here in (copy.group("a/b"), file.group("a/b")):
            assert sorted(here.names()) == sorted(arrays)
            for name, array in arrays.items():
                np.testing.assert_array_equal(here.array(name).read(array.shape), array)
                assert here.array(name).dtype == array.dtype.newbyteorder("=")
            assert here.texts("names") == ["one", "two", "drei\u00e9"]
            assert here.texts("empty") == []
            assert len(here.text("long")) == 200_000
            assert (here.text("version"), here.number("count"), here.number("rate")) == ("1.2.2", 3, 0.25)
            assert str(tmp_path / "a.h5") in here.where


def test_what_models_never_need_is_left_out(file):
    with h5py.File(file, "a") as opened:
        opened["elsewhere"] = h5py.ExternalLink("other.h5", "/x")
        opened.attrs["table"] = np.zeros((2, 2))
    with pytest.warns(UserWarning, match="left out when it was read: .*table"):  # noqa: SIM117
        with reading(file, isolated=True) as copy:
            assert copy.names() == ["x"]
            with pytest.raises(FileError, match="lacks 'elsewhere'"):
                copy.array("elsewhere")


def test_refused_as_without(tmp_path, file):
    path = tmp_path / "no.h5"
    path.write_bytes(b"no such file")
    with pytest.raises(FileError, match=r"no\.h5 is not an HDF5 file"):
        load_model(path, isolated=True)
    with pytest.raises(FileNotFoundError):
        load_model(tmp_path / "missing.h5", isolated=True)
    with pytest.raises(FileError, match="holds no model"):
        load_model(file, isolated=True)
    path.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(FileError, match=r"no\.h5 cannot be read: "):
        load_model(path, isolated=True)


@pytest.mark.parametrize("more", [0, 1])
def test_content_far_larger_than_the_file(monkeypatch, tmp_path, more):
    monkeypatch.setattr(isolation, "CONTENT", 2**20)
    path = tmp_path / "zeros.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("x", data=np.zeros(2**20 + more, "int8"), compression="gzip", chunks=(2**16,))
    assert 64 * path.stat().st_size < 2**20
    if more:
        with pytest.raises(FileError, match="holds arrays of more than 1048576 bytes"), reading(path, isolated=True):
            pass
    else:
        with reading(path, isolated=True) as copy:
            assert copy.array("x").shape == (2**20,)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("while True: pass", "stopped by SIG(XCPU|KILL): it may take 1 s"),
        ("import time; time.sleep(1000)", "had not ended after 2 s"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "crashed by SIGSEGV"),
        ("bytearray(2**33)", "failed within .* bytes of memory: MemoryError"),
        ("raise SystemError('broken')", "SystemError: broken"),
        ("import sys\nwhile True: sys.stderr.write('x' * 2**20)", "the process that read it"),
    ],
)
def test_process_that_goes_wrong(monkeypatch, tmp_path, file, content, message):
    replaced(monkeypatch, tmp_path, content)
    if "sleep" in content:
        monkeypatch.setattr(isolation, "PATIENCE", 2)
    start = time.monotonic()
    with pytest.raises(FileError, match=message) as caught:
        load_model(file, isolated=True)
    assert time.monotonic() - start < BOUND
    assert str(file) in str(caught.value)
    assert len(str(caught.value)) < 2000


def test_limits_grow_with_the_file():
    small, large = isolation.limits(1000), isolation.limits(10**9)
    assert small.seconds == isolation.SECONDS
    assert small.content == isolation.CONTENT
    assert large.seconds == isolation.SECONDS + 1000 * isolation.SECONDS_PER_MB
    assert large.content == isolation.CONTENT_RATIO * 10**9
    assert large.memory - isolation.MEMORY == isolation.COPIES * large.content


def test_copy_is_removed(monkeypatch, tmp_path, file):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    with reading(file, isolated=True):
        assert list(folder.iterdir())
    replaced(monkeypatch, tmp_path, "raise ValueError")
    with pytest.raises(FileError), reading(file, isolated=True):
        pass
    assert not list(folder.iterdir())


def test_no_python_to_start(monkeypatch, file):
    monkeypatch.setattr("sys.executable", "")
    with pytest.raises(NotReadyError, match=r"sys\.executable is empty"):
        load_model(file, isolated=True)
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(NotReadyError, match="no process can be started"):
        load_model(file, isolated=True)
