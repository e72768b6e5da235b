"""Paths that lead to something of the wrong kind give one error, and what is there stays as it is."""

import errno
import os
import threading

import numpy as np
import pytest

from kerasfront import callbacks
from kerasfront.applications.imagenet_utils import decode_predictions
from kerasfront.datasets.cifar import load_batch
from kerasfront.datasets.reading import read_parts
from kerasfront.errors import ArgumentError, MissingPathError, PathError
from kerasfront.layers import Dense
from kerasfront.models import Sequential, load_model
from kerasfront.models.pickling import load_pickle
from kerasfront.preprocessing.image import ImageDataGenerator
from kerasfront.saving.inspection import inspect
from kerasfront.utils.data_utils import get_file, validate_file
from kerasfront.utils.io_utils import HDF5Matrix, load_array, save_array

X = np.ones((4, 2))


@pytest.fixture
def places(tmp_path):
    """A folder with one of each kind."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"notes")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    (tmp_path / "device").symlink_to("/dev/zero")
    return tmp_path


def fit(callback):
    model = Sequential([Dense(1, input_dim=2)])
    model.compile("sgd", "mse")
    model.fit(X, X[:, :1], verbose=0, nb_epoch=1, callbacks=[callback])


def model():
    return Sequential([Dense(1, input_dim=2)])


WRITERS = {
    "CSVLogger": lambda path: fit(callbacks.CSVLogger(path)),
    "CSVLogger, appending": lambda path: fit(callbacks.CSVLogger(path, append=True)),
    "ModelCheckpoint": lambda path: fit(callbacks.ModelCheckpoint(path)),
    "BackupAndRestore": lambda path: fit(callbacks.BackupAndRestore(path)),
    "save": lambda path: model().save(path),
    "save_weights": lambda path: model().save_weights(path, overwrite=True),
    "save_array": lambda path: save_array(X, path),
}
READERS = {
    "load_model": load_model,
    "isolated": lambda path: load_model(path, isolated=True),
    "load_weights": lambda path: model().load_weights(path),
    "HDF5Matrix": lambda path: HDF5Matrix(path, "x"),
    "load_array": load_array,
    "load_pickle": load_pickle,
    "doctor": inspect,
}
CACHED = {
    "validate_file": lambda path: validate_file(path, "0" * 32),
    "cifar": load_batch,
    "parts of a data set": lambda path: read_parts(path, ("x", "y")),
    "class index": lambda path: decode_predictions(np.zeros((1, 1000)), path=path),
}
"""Readers of what was downloaded."""
WRONG = {
    "folder": "it is a folder",
    "pipe": "it is a pipe",
    "circle": "its links lead in a circle",
    "device": "it is a pipe or a device",
    "file/x": "lies in something that is none",
    "none/x": "there is no folder",
    "x" * 300: "a name in it is too long",
}


def content(folder):
    return {path: path.read_bytes() if path.name == "file" else None for path in folder.rglob("*")}


ROWS = ("CSVLogger", "CSVLogger, appending")
"""Writers of rows, which may be for a device or a pipe."""


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("writer", [writer for writer in WRITERS if writer not in ROWS])
def test_writers(places, writer, wrong):
    before = content(places)
    with pytest.raises(PathError, match=f"cannot be (written|read): .*{WRONG[wrong]}"):
        WRITERS[writer](places / wrong)
    assert content(places) == before


@pytest.mark.parametrize("wrong", [wrong for wrong in WRONG if wrong != "device"])
@pytest.mark.parametrize("writer", ROWS)
def test_writers_of_rows(places, writer, wrong):
    before = content(places)
    with pytest.raises(PathError, match=f"cannot be written: .*{WRONG[wrong]}"):
        WRITERS[writer](places / wrong)
    assert content(places) == before


@pytest.mark.parametrize("append", [True, False])
def test_rows_are_written_to_devices_and_pipes(places, append):
    fit(callbacks.CSVLogger(places / "device", append=append))
    rows = []
    reader = threading.Thread(target=lambda: rows.extend((places / "pipe").read_text().splitlines()))
    reader.start()
    while not rows and reader.is_alive():
        try:
            fit(callbacks.CSVLogger(places / "pipe", append=append))
        except PathError as error:  # the reader has not opened it
            assert error.errno == errno.ENXIO
    reader.join()
    assert rows[0] == "epoch,loss"


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("reader", [*READERS.values(), *CACHED.values()], ids=[*READERS, *CACHED])
def test_readers(places, reader, wrong):
    with pytest.raises(PathError, match=f"cannot be read: .*{WRONG[wrong]}"):
        reader(places / wrong)


@pytest.mark.parametrize("wrong", ["file", "pipe", "circle", "device", "file/x"])
def test_folders(places, wrong):
    images = ImageDataGenerator()
    with pytest.raises(PathError, match="cannot be written: it is not a folder"):
        fit(callbacks.TensorBoard(places / wrong))
    with pytest.raises(PathError, match="cannot be written: it is not a folder"):
        get_file("x", "file:///x", cache_subdir=places / wrong)
    with pytest.raises(PathError, match="cannot be read: (it is not a folder|its links lead in a circle)"):
        images.flow_from_directory(places / wrong)
    with pytest.raises(PathError, match="cannot be written: (it is not a folder|its links lead in a circle)"):
        images.flow(np.ones((1, 2, 2, 1)), [1], save_to_dir=places / wrong).next()


def test_a_download_does_not_replace_a_folder(places):
    (places / "x").write_text("new")
    with pytest.raises(PathError, match="folder cannot be written: it is a folder"):
        get_file("folder", (places / "x").as_uri(), cache_subdir=places)


def test_errors_are_those_of_the_system_too(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no such file") as raised:
        load_model(tmp_path / "x.h5")
    assert isinstance(raised.value, MissingPathError)
    assert raised.value.errno == errno.ENOENT


def test_no_permission(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, "not today")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(PathError, match=r"x\.h5 cannot be written: permission denied"):
        save_array(X, tmp_path / "x.h5")


@pytest.mark.parametrize("name", ["x" * 255, "\xe4" * 127 + "x"])
def test_names_may_be_as_long_as_the_file_system_allows(tmp_path, name):
    save_array(X, tmp_path / name)
    assert (load_array(tmp_path / name) == X).all()


@pytest.mark.parametrize("wrong", [None, 3, ["x"], "a\0b"])
def test_what_is_no_path(wrong):
    for use in (*WRITERS.values(), *READERS.values(), lambda path: fit(callbacks.TensorBoard(path))):
        with pytest.raises(ArgumentError, match="(filename|filepath|log_dir|source) must be a path, got"):
            use(wrong)
