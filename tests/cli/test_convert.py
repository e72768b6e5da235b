"""Models written anew."""

import sys

import h5py
import numpy as np
import pytest

from kerasfront import layers
from kerasfront.cli import main
from kerasfront.models import Sequential, load_model, model_from_yaml
from tests.tiny import Project, Scale

X = np.arange(16.0).reshape(1, 4, 4, 1) / 16


@pytest.fixture
def model(K):
    built = Sequential([layers.Convolution2D(2, 3, 3, input_shape=(4, 4, 1), dim_ordering="tf", name="c")])
    built.compile("adam", "mse")
    built.prepare_training()
    built.optimizer.set_weights([np.random.random(weight.shape) for weight in built.optimizer.get_weights()])
    return built


def kernel(path):
    with h5py.File(path) as file:
        group = file["model_weights/c"]
        return group[group.attrs["weight_names"][0]][()]


def test_kernels_for_the_other_backend_and_back(model, capsys, tmp_path):
    first, turned, again = (str(tmp_path / name) for name in ("a.h5", "b.h5", "c.h5"))
    model.save(first)
    assert main(["convert", first, turned, "--kernels", "theano"]) == 0
    np.testing.assert_array_equal(kernel(turned), kernel(first)[::-1, ::-1])
    assert "differ by at most 0." in capsys.readouterr().out
    with h5py.File(turned, "r+") as file:
        del file["kerasfront"]  # as if classic Keras had written it
    assert main(["convert", turned, again, "--from-kernels", "theano", "--isolated"]) == 0
    copy = load_model(again)
    np.testing.assert_array_equal(copy.predict(X), model.predict(X))
    np.testing.assert_array_equal(copy.optimizer.get_weights()[1], model.optimizer.get_weights()[1])


def test_weights_and_their_architecture(model, capsys, tmp_path):
    weights, text, other, whole = (str(tmp_path / name) for name in ("w.h5", "m.json", "m.yaml", "m.h5"))
    model.save_weights(weights)
    (tmp_path / "m.json").write_text(model.to_json())
    assert main(["convert", weights, whole]) == 2
    assert "w.h5 contains weights. Give the architecture, too: --architecture" in capsys.readouterr().err
    assert main(["convert", weights, whole, "--architecture", text]) == 0
    np.testing.assert_array_equal(load_model(whole, compile=False).predict(X), model.predict(X))
    assert main(["convert", weights, whole, "--architecture", text, "--overwrite", "--isolated"]) == 0
    np.testing.assert_array_equal(load_model(whole, compile=False).predict(X), model.predict(X))
    assert main(["convert", text, other]) == 0
    assert model_from_yaml((tmp_path / "m.yaml").read_text()).get_config() == model.get_config()
    assert main(["convert", text, other]) == 2
    assert "exists" in capsys.readouterr().err
    assert main(["convert", text, other, "--overwrite"]) == 0


def test_what_cannot_be_compared(K, capsys, tmp_path):
    (tmp_path / "m.json").write_text(Sequential([layers.Dense(1, input_shape=(None, 2))]).to_json())
    assert main(["convert", str(tmp_path / "m.json"), str(tmp_path / "m.h5")]) == 0
    assert "Not verified" in " ".join(capsys.readouterr().out.split())  # lines are broken where they get too long


def test_for_later_keras(model, capsys, tmp_path):
    old, new = str(tmp_path / "a.h5"), str(tmp_path / "b.h5")
    model.save(old)
    assert main(["convert", old, new, "--to", "keras3"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "differ by at most 0." in text and "compile the model after loading it" in text
    with h5py.File(new) as file:
        assert file.attrs["keras_version"] == "3.0.0" and '"Conv2D"' in file.attrs["model_config"]
    assert main(["convert", old, new, "--to", "keras2", "--kernels", "theano"]) == 2
    assert "keras2 has one kernel convention" in capsys.readouterr().err
    assert main(["convert", old, str(tmp_path / "b.keras"), "--to", "keras3"]) == 2
    assert "must end in .h5" in capsys.readouterr().err
    assert not (tmp_path / "b.keras").exists()


def test_own_objects(K, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", list(sys.path))
    (tmp_path / "own_layers.py").write_text("from tests.tiny import Project, Scale")
    model = Sequential([Scale(input_shape=(2,)), Project(3)])
    model.save("a.h5")
    own = ["--custom-objects", "own_layers:Scale", "--custom-objects", "own_layers:Project"]
    assert main(["convert", "a.h5", "b.h5"]) == 2
    assert "Unknown layer 'Scale'" in capsys.readouterr().err
    assert main(["convert", "a.h5", "b.h5", *own]) == 0
    assert main(["doctor", "a.h5", *own]) == 0 and main(["doctor", "a.h5"]) == 1
    capsys.readouterr()
    for wrong, message in [
        ("own_layers.Scale", "must be MODULE:NAME, such as my_layers:Scale"),
        ("own_layers:Scale()", "must be MODULE:NAME"),
        ("missing_module:Scale", "No module named 'missing_module'. Modules are searched in this folder"),
        ("own_layers:Scalee", "own_layers has no 'Scalee'. Did you mean 'Scale'"),
    ]:
        assert main(["doctor", "a.h5", "--custom-objects", wrong]) == 2
        assert message in capsys.readouterr().err
