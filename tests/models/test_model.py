"""Models on the screen and in files: calls into `saving` and `utils.layer_utils`, tested there in full."""

import subprocess
import sys

import h5py
import numpy as np

from kerasfront import engine
from kerasfront.engine.topology import Input
from kerasfront.layers import Dense
from kerasfront.models import Model, model_from_json, model_from_yaml
from tests.tiny import CUSTOM, Project


def test_a_model_in_text_and_in_files(K, tmp_path, capsys):
    x = Input(shape=(2,), name="x")
    model = Model(input=x, output=Project(3, name="p")(x), name="m")
    for copy in (model_from_json(model.to_json(indent=1), CUSTOM), model_from_yaml(model.to_yaml(), CUSTOM)):
        assert type(copy) is Model and copy.get_config() == model.get_config()
        model.save_weights(tmp_path / "w.h5")
        copy.load_weights(tmp_path / "w.h5")
        np.testing.assert_array_equal(copy.get_weights()[0], model.get_weights()[0])
    model.summary(line_length=60)
    assert "Total params: 6" in capsys.readouterr().out


def test_weights_in_groups_of_other_files(K, tmp_path):
    model, other = (Model(x, Project(3, name="p")(x)) for x in (Input(shape=(2,)), Input(shape=(2,))))
    with h5py.File(tmp_path / "mine.h5", "w") as file:
        model.save_weights_to_hdf5_group(file.create_group("within"))
        for load in (other.load_weights_from_hdf5_group, other.load_weights_from_hdf5_group_by_name):
            other.set_weights([np.zeros((2, 3))])
            load(file["within"])
            np.testing.assert_array_equal(other.get_weights()[0], model.get_weights()[0])


def test_files_can_name_every_layer_once_models_are_imported():
    config = {"class_name": "Activation", "config": {"activation": "relu"}}
    code = f"from kerasfront.models import model_from_config; model_from_config({config})"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_classic_path_gives_the_same_model(K):
    assert engine.Model is Model


def test_the_end_may_be_taken_off_by_hand(backend):
    x = Input((3,))
    model = Model(x, Dense(2)(Dense(4, name="last")(x)))
    model.layers.pop()
    model.outputs = [model.layers[-1].output]
    assert [layer.name for layer in model.layers][1:] == ["last"]
    assert model.output_shape == (None, 4)
    assert model.predict(np.ones((2, 3))).shape == (2, 4)
    assert Model(model.input, Dense(6)(model.layers[-1].output)).predict(np.ones((2, 3))).shape == (2, 6)
