"""Models as text: data only."""

import json

import numpy as np
import pytest

from kerasfront import saving
from kerasfront.engine.topology import Input, Merge
from kerasfront.errors import ArgumentError, UnknownNameError
from kerasfront.models import Model, Sequential
from kerasfront.saving import formats
from kerasfront.utils.python_code import CodeNotAllowedError
from tests.tiny import CUSTOM, Project, Scale


@pytest.fixture
def model(K):
    return Sequential([Scale(input_dim=2, w_regularizer="l2", name="s"), Project(3, name="p")])


def test_json(model):
    text = saving.to_json(model)
    data = json.loads(text)
    assert (data["class_name"], data["keras_version"]) == ("Sequential", "1.2.2")
    copy = saving.model_from_json(text, CUSTOM)
    assert copy.get_config() == model.get_config()
    assert [weight.shape for weight in copy.get_weights()] == [(2,), (2, 3)]


def test_yaml(model):
    assert saving.model_from_yaml(saving.to_yaml(model), CUSTOM).get_config() == model.get_config()


def test_yaml_of_classic_keras_has_tuples(model):
    text = saving.to_yaml(model).replace("batch_input_shape:\n", "batch_input_shape: !!python/tuple\n", 1)
    assert "!!python/tuple" in text
    assert saving.model_from_yaml(text, CUSTOM).input_shape == (None, 2)


def test_numpy_numbers_become_plain(K):
    model = Sequential([Project(np.int64(3), input_shape=(np.int32(2),))])
    assert json.loads(saving.to_json(model))["config"][0]["config"]["size"] == 3


def test_own_layers_of_an_earlier_call_are_found_with_a_warning(model):
    text = saving.to_json(model)
    saving.model_from_json(text, CUSTOM)
    with pytest.warns(UserWarning, match="is one of the custom_objects of an earlier call"):
        assert saving.model_from_json(text).input_shape == model.input_shape


def test_unknown_class(model):
    with pytest.raises(UnknownNameError, match="Unknown layer 'Scale'.*custom_objects"):
        saving.model_from_json(saving.to_json(model))


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (saving.model_from_json, "model.json", "not JSON.*open"),
        (saving.model_from_json, "[]", "must be a dict with the keys 'class_name' and 'config'"),
        (saving.model_from_json, '[{"class_name": "Dense", "config": {}}]', "Sequential.from_config"),
        (saving.model_from_json, '{"name": "Sequential", "layers": []}', "Keras 0.3.*kerasfront.legacy.models"),
        (saving.model_from_yaml, "{", "not YAML"),
        (saving.model_from_yaml, "!!python/object/apply:os.system ['true']", "not YAML of plain data"),
    ],
)
def test_what_describes_no_model(read, text, message, monkeypatch):
    monkeypatch.setattr(formats, "plugged", lambda group: [])  # that of Keras 0.3 is not there
    with pytest.raises(ArgumentError, match=message):
        read(text)


def test_code_runs_only_if_allowed(K):
    a, b = Input(shape=(2,), name="a"), Input(shape=(2,), name="b")
    difference = Merge(mode=lambda inputs: inputs[0] - inputs[1], output_shape=(2,), name="m")
    text = saving.to_json(Model([a, b], difference([a, b])))
    with pytest.raises(CodeNotAllowedError, match="'m' holds Python code"):
        saving.model_from_json(text)
    model = saving.model_from_json(text, allow_code=True)
    np.testing.assert_array_equal(model.predict([np.ones((1, 2)), np.zeros((1, 2))]), [[1.0, 1.0]])
