"""Arrays in HDF5 files: read in pieces, stored and read as a whole."""

import gc

import h5py
import numpy as np
import pytest

from kerasfront.errors import ArgumentError, ArgumentTypeError, FileError
from kerasfront.layers import Dense
from kerasfront.models import Sequential
from kerasfront.utils.io_utils import HDF5Matrix, ask_to_proceed_with_overwrite, load_array, save_array

X = np.arange(60, dtype="float32").reshape(20, 3)


@pytest.fixture
def path(tmp_path):
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["x"], file["y"], file["text"], file["one"] = X, X[:, 0], ["a"], 1.0
        file.create_dataset("packed", data=X, chunks=(7, 2), compression="gzip")
        file["elsewhere"] = h5py.ExternalLink("other.h5", "x")
        file.create_dataset("huge", (2**40, 2**10), "float32")
    return tmp_path / "x.h5"


@pytest.mark.parametrize("name", ["x", "packed"])
def test_it_is_indexed_as_an_array(path, name):
    matrix, array = HDF5Matrix(path, name, 2, 18), X[2:18]
    assert matrix.shape == array.shape and matrix.dtype == array.dtype and len(matrix) == 16
    keys = [slice(3, 7), slice(None), slice(-4, None), slice(None, None, -3), slice(9, 4), 0, -1, np.int64(3)]
    for key in [*keys, [3], [5, 2, 2, -1], np.array([0, 15, 1]), [], array[:, 0] > 20]:
        np.testing.assert_array_equal(matrix[key], array[key if len(np.shape(key)) == 0 or len(key) else slice(0)])
    np.testing.assert_array_equal(np.asarray(matrix), array)
    np.testing.assert_array_equal(HDF5Matrix(path, name, normalizer=lambda x: x / 2)[1:3], X[1:3] / 2)
    for key in (16, -17, [0, 16]):
        with pytest.raises(IndexError):
            matrix[key]


def test_what_cannot_be(path):
    for start, end in ((-1, 3), (0.5, 3), ("0", 3), (0, -1), (0, True)):
        with pytest.raises(ArgumentError, match="HDF5Matrix: (start|end) must be"):
            HDF5Matrix(path, "x", start, end)
    with pytest.raises(ArgumentTypeError, match="dataset must be the name of an array, got 3"):
        HDF5Matrix(path, 3)
    with pytest.raises(ArgumentTypeError, match="normalizer must be callable, got 3"):
        HDF5Matrix(path, "x", normalizer=3)
    for key in (0.5, "a", [0.0], None, [[0, 1]], [True, False], {}):
        with pytest.raises(ArgumentTypeError, match="x.h5:x: samples are picked by a slice"):
            HDF5Matrix(path, "x")[key]
    for start, end in ((0, 21), (5, 5), (20, None)):
        with pytest.raises(ArgumentError, match="has 20 samples"):
            HDF5Matrix(path, "x", start, end)
    with pytest.raises(ArgumentError, match="has 0 samples"):
        HDF5Matrix(path, "one")
    for name, message in (("text", "plain numbers"), ("elsewhere", "never followed"), ("no", "lacks 'no'")):
        with pytest.raises(FileError, match=message):
            HDF5Matrix(path, name)
    with pytest.raises(FileError, match="far more than"):
        HDF5Matrix(path, "huge")[:]


@pytest.mark.parametrize("key", [slice("a"), slice(0, 4, 0), slice(None, None, 0.5)])
def test_slices_that_are_none(tmp_path, key):
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["x"] = np.arange(10.0)
    with pytest.raises(ArgumentTypeError, match="x.h5:x: samples cannot be picked by slice"):
        HDF5Matrix(tmp_path / "x.h5", "x")[key]


@pytest.mark.parametrize("shuffle", [True, "batch", False])
def test_training_reads_it(K, path, shuffle):
    x, y = HDF5Matrix(path, "x", normalizer=lambda x: x / 60), HDF5Matrix(path, "y", 0, 20)
    losses = []
    for inputs, targets in ((x, y), (X / 60, X[:, 0])):
        np.random.seed(1)
        model = Sequential([Dense(1, input_dim=3, init="one")])
        model.compile("sgd", "mse")
        losses.append(model.fit(inputs, targets, 6, 2, verbose=0, shuffle=shuffle).history["loss"])
        np.testing.assert_allclose(model.predict(x), model.predict(X / 60), rtol=1e-5)
    np.testing.assert_allclose(*losses, rtol=1e-5)


def test_the_file_is_closed_with_the_object(path):
    matrix = HDF5Matrix(path, "x")
    del matrix
    gc.collect()
    with h5py.File(path, "r+") as file:
        assert file.mode == "r+"


def test_arrays(tmp_path):
    save_array(X, tmp_path / "a.h5")
    np.testing.assert_array_equal(load_array(tmp_path / "a.h5"), X)
    save_array([1, 2], tmp_path / "a.h5")
    assert load_array(tmp_path / "a.h5").tolist() == [1, 2]
    with h5py.File(tmp_path / "b.h5", "w") as file:
        file.create_dataset("data", (2**30, 2**20), "float64")
    with pytest.raises(FileError, match="far more than"):
        load_array(tmp_path / "b.h5")


def test_the_question_before_a_file_is_replaced(monkeypatch):
    def answered(*answers):
        remaining = list(answers)

        def answer(question):
            if not remaining:
                raise EOFError
            return remaining.pop(0)

        monkeypatch.setattr("builtins.input", answer)
        return ask_to_proceed_with_overwrite("x.h5")

    assert answered("y") and answered("what?", " YES ") and not answered("n") and not answered() and not answered("hm")
