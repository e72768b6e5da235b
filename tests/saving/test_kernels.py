"""Kernels of convolutions in files: told, recorded, or guessed with a warning."""

import warnings

import h5py
import numpy as np
import pytest

from kerasfront import backend as K
from kerasfront import layers, saving
from kerasfront.errors import ArgumentError
from kerasfront.models import Sequential, load_model
from tests.saving.test_recorded_files import CONVOLVED, FILES, follow, opened

X = np.arange(16.0).reshape(1, 4, 4, 1) / 16


def convolution(size=3, **arguments):
    return Sequential([layers.Convolution2D(1, size, size, input_shape=(4, 4, 1), dim_ordering="tf", **arguments)])


def in_training(model):
    """Compiled, the optimizer in any state; nothing is trained, because some backends compile long for that."""
    model.compile("adam", "mse")
    model.prepare_training()
    model.optimizer.set_weights([np.random.random(weight.shape) for weight in model.optimizer.get_weights()])
    return model


@pytest.mark.slow
@pytest.mark.parametrize("name", CONVOLVED)
def test_recorded_models_with_turned_kernels(backend, name, tmp_path):
    with warnings.catch_warnings(action="error"):
        follow(opened(FILES[name], tmp_path, kernels="theano"), FILES[name])


def test_a_guess_is_a_warning_that_says_how_to_decide(backend, tmp_path):
    with pytest.warns(UserWarning, match="does not say which way round.*kernels='tensorflow'.*kernels='theano'"):
        guessed = opened(FILES[CONVOLVED[0]], tmp_path)
    told = opened(FILES[CONVOLVED[0]], tmp_path, kernels="theano")
    np.testing.assert_array_equal(guessed.get_weights()[0], told.get_weights()[0])
    other = opened(FILES[CONVOLVED[0]], tmp_path, kernels="tensorflow")
    axes = (2, 3) if FILES[CONVOLVED[0]].value("dim_ordering") == "th" else (0, 1)
    np.testing.assert_array_equal(other.get_weights()[0], np.flip(told.get_weights()[0], axes))


def test_names_of_weights_tell(backend, tmp_path):
    with warnings.catch_warnings(action="error"):
        opened(FILES["tf.conv_cnn_tf"], tmp_path)


@pytest.mark.parametrize("kernels", ["tensorflow", "theano"])
def test_our_files_tell(backend, kernels, tmp_path):
    model = in_training(convolution())
    saving.save_model(model, tmp_path / "m.h5", kernels=kernels)
    saving.save_weights(model, tmp_path / "w.h5", kernels=kernels)
    other = convolution()
    with warnings.catch_warnings(action="error"):
        other.load_weights(tmp_path / "w.h5")
        copy = load_model(tmp_path / "m.h5")
    np.testing.assert_array_equal(other.get_weights()[0], model.get_weights()[0])
    np.testing.assert_array_equal(copy.predict(X), model.predict(X))
    for mine, read in zip(model.optimizer.get_weights(), copy.optimizer.get_weights(), strict=True):
        np.testing.assert_array_equal(read, mine)


def test_another_backend_may_be_active(backend, tmp_path):
    model = in_training(convolution())
    with K.use("reference"):
        saving.save_weights(model, tmp_path / "w.h5", kernels="theano")
        saving.save_model(model, tmp_path / "m.h5", kernels="theano")
    other = convolution()
    for name in ("w.h5", "m.h5"):
        other.load_weights(tmp_path / name)
        np.testing.assert_array_equal(other.get_weights()[0], model.get_weights()[0])


def test_how_they_lie(backend, tmp_path):
    model = Sequential([layers.TimeDistributed(layers.Convolution1D(2, 3), input_shape=(2, 4, 1)), layers.Flatten()])
    saving.save_weights(model, tmp_path / "w.h5", kernels="theano")
    with h5py.File(tmp_path / "w.h5") as file:
        group = file[model.layers[0].name]
        kernel = group[group.attrs["weight_names"][0]][()]
    np.testing.assert_array_equal(kernel, model.get_weights()[0][::-1])


def test_another_name_is_refused(backend, tmp_path):
    with pytest.raises(ArgumentError, match="kernels must be one of 'tensorflow', 'theano', got 'flipped'"):
        saving.save_weights(convolution(), tmp_path / "w.h5", kernels="flipped")
    convolution().save_weights(tmp_path / "w.h5")
    with pytest.raises(ArgumentError, match="kernels must be one of"):
        convolution().load_weights(tmp_path / "w.h5", kernels="flipped")
