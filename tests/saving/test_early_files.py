"""Texts, weights and whole models that the real Keras 1.0 and 1.1 wrote on Theano, with what the models computed."""

import json
import warnings

import numpy as np
import pytest

from kerasfront import layers
from kerasfront.errors import FileError
from kerasfront.models import Sequential, load_model, model_from_config, model_from_json, model_from_yaml
from kerasfront.saving.text import read_yaml
from kerasfront.saving.upgrades import LAST, upgraded, version_of_text
from kerasfront.utils.python_code import CodeNotAllowedError, dump
from tests.conftest import BACKENDS
from tests.recorded import cases

EARLY = {case.name: case for case in cases("early")}
MODELS = [name for name in EARLY if "graph" not in name and "opt" not in name]
WHOLE = [name for name in EARLY if "losses" in EARLY[name]]
DEVIATIONS = "running averages of batchnormalization_1 are taken for deviations"
QUICK = {"1.0.0.dense", "1.0.0.functional", "1.0.7.functional", "1.0.8.opt_rmsprop"}
EVERYWHERE = QUICK | {"1.0.5.images", "1.1.2.both"}
"""Models that are tried on every backend: reading is the same on all, so one of each kind is enough."""


def some(names):
    """Pairs of a backend and a name, for the arguments of both."""
    pairs = [(backend, name) for backend in BACKENDS for name in names if backend == BACKENDS[0] or name in EVERYWHERE]
    marked = [pytest.param(*pair, marks=[] if pair[1] in QUICK else pytest.mark.slow) for pair in pairs]
    return pytest.mark.parametrize(("backend", "name"), marked, indirect=["backend"])


def computes(model, case, prefix):
    inputs = case.arrays("input")
    outputs = model.predict(inputs if len(inputs) > 1 else inputs[0])
    case.check(outputs if isinstance(outputs, list) else [outputs], prefix, 10.0)


def written(case, name, tmp_path):
    path = tmp_path / f"{name}.h5"
    path.write_bytes(case.array(name).tobytes())
    return path


@some(MODELS)
def test_texts_and_weights(K, name, tmp_path):
    case = EARLY[name]
    model = model_from_json(case.value("json"))
    assert model_from_yaml(case.value("yaml")).count_params() == model.count_params()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        model.load_weights(written(case, "weights", tmp_path), kernels="theano")
    deviations = name in ("1.0.0.dense", "1.0.5.images")
    assert [DEVIATIONS in str(warning.message) for warning in said if "deviations" in str(warning.message)] == (
        [True] if deviations else []
    )
    computes(model, case, "output")


@some(WHOLE)
def test_whole_models_go_on_with_training(K, name, tmp_path):
    case = EARLY[name]
    model = load_model(written(case, "model", tmp_path), kernels="theano")
    computes(model, case, "trained")
    inputs = case.arrays("input")
    targets = [np.ones_like(array) for array in case.arrays("output")]
    data = [arrays if len(arrays) > 1 else arrays[0] for arrays in (inputs, targets)]
    np.testing.assert_allclose([model.train_on_batch(*data) for _ in range(2)], case.array("losses"), rtol=1e-3)


def test_weights_of_a_later_keras_for_an_early_text(K, tmp_path):
    """The file says that we wrote it: no deviations then."""
    model = model_from_json(EARLY["1.0.0.dense"].value("json"))
    model.save_weights(tmp_path / "w.h5")
    values = model.get_weights()
    model.load_weights(tmp_path / "w.h5")
    for before, after in zip(values, model.get_weights(), strict=True):
        np.testing.assert_array_equal(after, before)


def test_code_until_1_0_8_is_one_text(K):
    model = Sequential([layers.Lambda(lambda x: x * 3.0, input_shape=(2,), name="code")])
    config = {"class_name": "Sequential", "config": model.get_config(), "keras_version": "1.0.5"}
    config["config"][0]["config"]["function"] = dump(model.layers[0].function)[0]
    with pytest.raises(CodeNotAllowedError, match="'code' holds Python code"):
        model_from_json(json.dumps(config))
    np.testing.assert_array_equal(model_from_config(config, allow_code=True).predict(np.ones((1, 2))), [[3.0, 3.0]])


def test_versions_of_texts():
    normalized = {"class_name": "BatchNormalization", "config": {"gamma_regularizer": None}}
    assert version_of_text({"config": [normalized]}) == LAST
    assert version_of_text({"config": [{"class_name": "BatchNormalization", "config": {}}]}) == (1, 0, 0)
    assert version_of_text({"config": [], "keras_version": "1.0.7"}) == (1, 0, 7)
    assert version_of_text({"config": [], "keras_version": "of mine"}) == LAST


def test_arguments_that_were_dropped():
    inner = {"class_name": "Highway", "config": {"transform_bias": -2, "name": "h"}}
    text = {"class_name": "TimeDistributed", "config": {"layer": inner, "transform_bias": 1}}
    assert upgraded(text)["config"] == {
        "layer": {"class_name": "Highway", "config": {"name": "h"}}, "transform_bias": 1
    }  # fmt: skip


def test_layers_that_did_not_write_their_dim_ordering():
    silent = {"class_name": "Cropping2D", "config": {"cropping": [1, 1]}}
    image = {"class_name": "Convolution2D", "config": {"dim_ordering": "th"}}
    assert upgraded([silent, image])[0]["config"] == {"cropping": [1, 1], "dim_ordering": "th"}
    assert upgraded([silent, image, {"config": {"dim_ordering": "tf"}}])[0] == silent  # there is no telling


ARRAY = """
l1: !!python/object/apply:numpy.core.multiarray._reconstruct
  args:
  - !!python/name:numpy.ndarray ''
  - !!python/tuple [0]
  - b
  state: !!python/tuple
  - 1
  - !!python/tuple {shape}
  - !!python/object/apply:numpy.dtype
    args: [f4, 0, 1]
    state: !!python/tuple [3, <, null, null, null, -1, -1, 0]
  - false
  - !!binary AAAAPw==
"""


def test_numbers_that_were_arrays():
    assert read_yaml(ARRAY.format(shape="[]")) == {"l1": 0.5}
    with pytest.raises(FileError, match="array of NumPy of shape .1.*only numbers"):
        read_yaml(ARRAY.format(shape="[1]"))
