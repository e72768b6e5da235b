"""Files of the classic backend that padded on the other side: models compute what they computed there, and stay so.

The files and their outputs are of the real Keras 1.2.2 on Theano 1.0.
"""

import json
import warnings

import h5py
import numpy as np
import pytest

from kerasfront import layers, saving
from kerasfront.errors import ArgumentError
from kerasfront.models import Sequential, load_model, model_from_json, model_from_yaml
from kerasfront.saving.margins import move_margins, windows
from tests.recorded import cases
from tests.saving.test_recorded_files import opened

FILES = {case.name: case for case in cases("margins")}
QUICK = ("max2d_2_1", "average1d_3_2", "conv2d_even")
EQUAL = ("conv2d_equal", "atrous2d_equal")
"""Where both sides give the same: 3 by 3 in steps of 2 on 7 by 7, dilated kernels, pooling of 3 by 3 in steps of 1."""
SOME = "max2d_2_2"


def leading(model):
    return [part.name for part in windows(model.flattened_layers) if part.leading_margin]


def computes_as_recorded(model, case):
    np.testing.assert_allclose(model.predict(case.array("input_0")), case.array("output_0"), rtol=1e-5, atol=1e-5)


def loaded(name, tmp_path, kernels="theano"):
    with warnings.catch_warnings(action="error"):
        return opened(FILES[name], tmp_path, kernels=kernels, compile=False)


@pytest.mark.parametrize("name", [pytest.param(n, marks=[] if n in QUICK else pytest.mark.slow) for n in FILES])
def test_files_compute_what_they_did(backend, name, tmp_path):
    model = loaded(name, tmp_path)
    computes_as_recorded(model, FILES[name])
    assert bool(leading(model)) == (name not in EQUAL)


def test_saved_with_the_layer(backend, tmp_path):
    model = loaded(SOME, tmp_path)
    model.save(tmp_path / "again.h5")
    saving.save_weights(model, tmp_path / "weights.h5", kernels="theano")
    with warnings.catch_warnings(action="error"):
        copy = load_model(tmp_path / "again.h5", compile=False)
        plain = model_from_json(FILES[SOME].value("architecture"))
        plain.load_weights(tmp_path / "weights.h5")
    for other in (copy, plain):
        assert leading(other) == leading(model)
        computes_as_recorded(other, FILES[SOME])


def test_the_mark_stands_where_classic_readers_ignore_it(backend):
    wrapped = layers.TimeDistributed(layers.MaxPooling1D(2, border_mode="same"), input_shape=(2, 4, 1))
    model = saving.margins.as_written_on(Sequential([wrapped]), "theano")
    description = json.loads(model.to_json())["config"][0]["config"]["layer"]
    assert description["leading_margin"] is True and "leading_margin" not in description["config"]
    for copy in (model_from_json(model.to_json()), model_from_yaml(model.to_yaml())):
        assert leading(copy) == leading(model) and len(leading(copy)) == 1


def test_weights_move_the_margin_of_a_model_from_a_text(backend, tmp_path):
    (tmp_path / "w.h5").write_bytes(FILES[SOME].array("file").tobytes())
    model = model_from_json(FILES[SOME].value("architecture"))
    model.compile("sgd", "mse", metrics=["mae"])
    x = FILES[SOME].array("input_0")
    before = model.predict(x)
    model.load_weights(tmp_path / "w.h5", kernels="theano")
    assert np.abs(model.predict(x) - before).max() > 0.1
    computes_as_recorded(model, FILES[SOME])
    expected = np.square(FILES[SOME].array("output_0")).mean()
    assert model.train_on_batch(x, np.zeros((2, 2)))[0] == pytest.approx(expected, rel=1e-4)
    model.load_weights(tmp_path / "w.h5", kernels="tensorflow")
    assert not leading(model)


def test_weights_by_name_move_the_margins_of_these_layers(backend, tmp_path):
    (tmp_path / "w.h5").write_bytes(FILES[SOME].array("file").tobytes())
    name = loaded(SOME, tmp_path).layers[0].name
    pool = {"pool_size": (2, 2), "border_mode": "same"}
    model = Sequential([layers.MaxPooling2D(input_shape=(5, 5, 2), name=name, **pool), layers.MaxPooling2D(**pool)])
    model.load_weights(tmp_path / "w.h5", by_name=True, kernels="theano")
    assert leading(model) == [name]


def test_an_argument_of_loading_moves_it(backend):
    case = FILES[SOME]
    for model in (
        model_from_json(case.value("architecture"), kernels="theano"),
        saving.model_from_config(json.loads(case.value("architecture")), kernels="theano"),
    ):
        assert len(leading(model)) == 1
    with pytest.raises(ArgumentError, match="kernels must be one of 'tensorflow', 'theano', got 'th'"):
        model_from_json(case.value("architecture"), kernels="th")


def test_a_guess_says_what_depends_on_it(backend, tmp_path):
    with pytest.warns(UserWarning, match=r"border_mode 'same' \(maxpooling2d_\d+\), but does not say on which side"):
        model = opened(FILES[SOME], tmp_path, compile=False)
    assert leading(model)


def test_our_files_keep_our_margin(backend, tmp_path):
    model = Sequential([layers.MaxPooling2D(border_mode="same", input_shape=(3, 3, 1), dim_ordering="tf")])
    saving.save_model(model, tmp_path / "m.h5", kernels="theano")
    with warnings.catch_warnings(action="error"):
        assert not leading(load_model(tmp_path / "m.h5", compile=False))


def test_groups_of_ours_tell(backend, tmp_path):
    model = Sequential(
        [layers.MaxPooling2D(border_mode="same", input_shape=(3, 3, 1)), layers.Flatten(), layers.Dense(1)]
    )
    for leads in ("tensorflow", "theano"):
        saving.margins.as_written_on(model, leads)
        before = leading(model)
        with h5py.File(tmp_path / "group.h5", "w") as file, warnings.catch_warnings(action="error"):
            model.save_weights_to_hdf5_group(file)
            model.load_weights_from_hdf5_group(file)
        assert leading(model) == before


def test_later_keras_has_no_such_margin(backend, tmp_path):
    model = loaded(SOME, tmp_path)
    for keras in (2, 3):
        with pytest.raises(ArgumentError, match=r"maxpooling2d_\d+.*no padding='same' that pads before the input"):
            saving.export_model(model, tmp_path / "later.h5", keras=keras)
    assert not (tmp_path / "later.h5").exists()


def test_training_goes_on(backend, tmp_path):
    model = loaded("conv2d_even", tmp_path)
    model.compile("sgd", "mse")
    x, y = FILES["conv2d_even"].array("input_0"), np.zeros_like(FILES["conv2d_even"].array("output_0"))
    losses = [model.train_on_batch(x, y) for _ in range(3)]
    assert losses[0] > losses[1] > losses[2]


@pytest.mark.parametrize("kind", ["Max", "Average"])
def test_gradients_of_pooling(K, kind):
    layer = getattr(layers, f"{kind}Pooling1D")(3, stride=2, border_mode="same")
    layer.leading_margin = True
    x = K.placeholder((1, 6, 1))
    output = layer(x)
    weights = np.array([1.0, 2.0, 4.0]).reshape(1, 3, 1)
    gradient = K.function([x], K.gradients(K.sum(output * K.variable(weights)), x))
    values = np.array([-3.0, -1.0, -2.0, -6.0, -5.0, -4.0]).reshape(1, 6, 1)
    thirds = np.array([[1 / 2, 1 / 2, 0, 0, 0, 0], [0, 1 / 3, 1 / 3, 1 / 3, 0, 0], [0, 0, 0, 1 / 3, 1 / 3, 1 / 3]])
    largest = np.eye(6)[[1, 1, 5]]
    expected = weights.ravel() @ (largest if kind == "Max" else thirds)
    np.testing.assert_allclose(np.ravel(gradient([values])[0]), expected, rtol=1e-5)


def test_margins_that_cannot_be_moved_stay(backend, tmp_path, monkeypatch):
    model = loaded(SOME, tmp_path)
    before = leading(model)

    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(type(model), "recompute", fail)
    with pytest.raises(KeyboardInterrupt):
        move_margins(model, model.flattened_layers, [])
    assert leading(model) == before != []
