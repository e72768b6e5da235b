"""Weight files: layout, order, names, and files that do not fit."""

import h5py
import numpy as np
import pytest

from kerasfront import saving
from kerasfront.engine.topology import Layer
from kerasfront.errors import ArgumentError
from kerasfront.layers import Dense
from kerasfront.models import Sequential
from kerasfront.saving import formats
from kerasfront.saving.hdf5 import reading
from kerasfront.saving.names import has_names, read_names, write_names
from tests.tiny import Project, Scale


def stack(*names):
    scale, project = names
    return Sequential([Scale(input_dim=2, name=scale), Layer(name="none"), Project(3, name=project)])


@pytest.fixture
def path(K, tmp_path):
    """A file with weights: those of layer s are (1, 2), those of layer p are 7."""
    model = stack("s", "p")
    model.set_weights([np.array([1.0, 2.0]), np.full((2, 3), 7.0)])
    saving.save_weights(model, tmp_path / "weights.h5")
    return tmp_path / "weights.h5"


def test_layout(K, path):
    with h5py.File(path) as file:
        assert file.attrs["layer_names"].tolist() == [b"s", b"none", b"p"]
        assert file["none"].attrs["weight_names"].tolist() == []
        (name,) = file["s"].attrs["weight_names"].tolist()
        assert name.startswith(b"s_w")
        np.testing.assert_array_equal(file["s"][name.decode()][()], [1.0, 2.0])


def test_weights_are_read_in_order(K, path):
    model = stack("other", "names")
    saving.load_weights(model, path)
    np.testing.assert_array_equal(model.get_weights()[1], np.full((2, 3), 7.0))


def test_weights_are_read_by_name(K, path):
    model = Sequential([Project(3, input_shape=(2,), name="p"), Project(5, name="new")])
    new = model.get_weights()[1]
    saving.load_weights(model, path, by_name=True)
    np.testing.assert_array_equal(model.get_weights()[0], np.full((2, 3), 7.0))
    np.testing.assert_array_equal(model.get_weights()[1], new)


def test_names_as_text_and_whole_model_files_are_read(K, path, tmp_path):
    with h5py.File(path) as old, h5py.File(tmp_path / "model.h5", "w") as new:
        old.copy(old, new, "model_weights")
        new["model_weights"].attrs["layer_names"] = ["s", "none", "p"]
    model = stack("s", "p")
    saving.load_weights(model, tmp_path / "model.h5")
    np.testing.assert_array_equal(model.get_weights()[0], [1.0, 2.0])


def test_files_that_do_not_fit_change_nothing(K, path, tmp_path, monkeypatch):
    short = Sequential([Scale(input_dim=2, name="s", weights=[[5.0, 5.0]])])
    with pytest.raises(ArgumentError, match=r"weights of 2 layers \(s, p\), .* has 1 layers with weights \(s\)"):
        saving.load_weights(short, path)
    wide = Sequential([Scale(input_dim=2, name="s", weights=[[5.0, 5.0]]), Project(4, name="p")])
    for by_name in (False, True):
        with pytest.raises(ArgumentError, match=r"'p'.* shapes \[\(2, 4\)\], the file has \[\(2, 3\)\]"):
            saving.load_weights(wide, path, by_name)
        np.testing.assert_array_equal(wide.get_weights()[0], [5.0, 5.0])
    with h5py.File(tmp_path / "old.h5", "w") as file:
        file.attrs["nb_layers"] = 1
    monkeypatch.setattr(formats, "plugged", lambda group: [])  # that of Keras 0.3 is not there
    with pytest.raises(ArgumentError, match="Keras 0.3.*kerasfront.legacy.models"):
        saving.load_weights(short, tmp_path / "old.h5")
    h5py.File(tmp_path / "empty.h5", "w").close()
    with pytest.raises(ArgumentError, match="is not a weight file"):
        saving.load_weights(short, tmp_path / "empty.h5")


def test_long_lists_of_names_are_divided(K, tmp_path):
    """An attribute of HDF5 holds 64 KiB."""
    names = [f"{number:05}{'x' * 95}" for number in range(1300)]
    with h5py.File(tmp_path / "names.h5", "w") as file:
        write_names(file, "layer_names", names)
        assert set(file.attrs) == {"layer_names0", "layer_names1", "layer_names2"}
    with reading(tmp_path / "names.h5") as group:
        assert has_names(group, "layer_names") and read_names(group, "layer_names") == names


def test_weights_without_usable_names_are_numbered(K, monkeypatch, tmp_path):
    model = stack("s", "p")
    monkeypatch.setattr(K, "variable_name", lambda variable: "")
    saving.save_weights(model, tmp_path / "w.h5")
    with h5py.File(tmp_path / "w.h5") as file:
        assert list(file["p"]) == ["param_0"]


def test_a_name_may_be_the_beginning_of_another(K, tmp_path):
    for names in (("c/conv", "c"), ("c", "c/conv")):
        model, other = (Sequential([Dense(2, input_dim=3, name=names[0]), Dense(2, name=names[1])]) for _ in range(2))
        for by_name in (False, True):
            model.save_weights(tmp_path / "w.h5", overwrite=True)
            other.load_weights(tmp_path / "w.h5", by_name=by_name)
            for array, expected in zip(other.get_weights(), model.get_weights()):
                np.testing.assert_array_equal(array, expected)
        model.save(tmp_path / "m.h5")
        assert saving.load_model(tmp_path / "m.h5", compile=False).layers[1].name == names[1]


@pytest.mark.parametrize("name", ["/a", "a/", "a//b", "a/./b", "..", "a/../b", "."])
def test_names_that_are_odd_paths(K, tmp_path, name):
    model = Sequential([Dense(2, input_dim=3, name=name), Dense(2, name="b")])
    model.compile("sgd", "mse")
    model.save(tmp_path / "m.h5")
    loaded = saving.load_model(tmp_path / "m.h5")
    for array, expected in zip(loaded.get_weights(), model.get_weights()):
        np.testing.assert_array_equal(array, expected)


@pytest.mark.parametrize("more", ["", "/x"])
@pytest.mark.parametrize("turned", [False, True])
def test_names_that_lead_to_the_weights_of_another_layer(K, monkeypatch, tmp_path, more, turned):
    monkeypatch.setattr(K, "variable_name", lambda variable: "")
    first, second = ("c", f"c/param_0{more}")[:: -1 if turned else 1]
    model = Sequential([Dense(2, input_dim=3, name=first), Dense(2, name=second)])
    with pytest.raises(ArgumentError, match="have no place of their own.*Rename"):
        model.save_weights(tmp_path / "w.h5")
    assert list(tmp_path.iterdir()) == []
