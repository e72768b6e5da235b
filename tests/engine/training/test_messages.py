"""Mistakes that many made, each with a message that names the way out."""

import warnings

import numpy as np
import pytest

from kerasfront.callbacks import ModelCheckpoint
from kerasfront.errors import ArgumentError
from kerasfront.layers import LSTM, Convolution2D, Dense
from kerasfront.models import Sequential, load_model
from kerasfront.preprocessing.image import ImageDataGenerator
from kerasfront.preprocessing.sequence import pad_sequences
from kerasfront.utils.np_utils import to_categorical

X = np.random.RandomState(0).uniform(size=(50, 3))
Y, TWO = X.sum(axis=1), (X[:, 0] > 0.5).astype(int)


def dense(units=1, loss="mse", **options):
    model = Sequential([Dense(units, input_dim=3, name="d")])
    model.compile("sgd", loss, **options)
    return model


def fit(model, x=X, y=Y, **options):
    model.fit(x, y, nb_epoch=1, verbose=0, **options)
    return model


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"class_weight": {0: 1.0, 1: 2.0}}, "the target holds .*, which is not a class number.*take sample_weight"),
        ({"class_weight": [1.0, 2.0]}, r"class_weight must be a dict .*\[1.0, 2.0\].*dict\(enumerate"),
        ({"y": TWO, "class_weight": {"0": 1.0, "1": 2.0}}, "class numbers are texts"),
        ({"sample_weight": {0: 1.0}}, "one for each sample, got {0: 1.0}.*class_weight="),
        ({"sample_weight": "auto"}, "one for each sample, got 'auto'"),
        ({"sample_weight": np.array(["a"] * 500)}, "must be an array of numbers"),
        ({"sample_weight": np.ones((50, 1))}, r"got \(50, 1\). Give sample_weight.ravel"),
        ({"sample_weight": np.ones((50, 2))}, "time steps need sample_weight_mode='temporal'"),
        ({"y": np.array(["cat", "dog"] * 25)}, "target 'd' must hold numbers, got texts, such as 'cat'.*return_inv"),
        ({"y": np.array(["cat", "dog"] * 25, object)}, "with 'cat' at .0..*to_categorical"),
        ({"x": X.reshape(50, 3, 1)}, r"numbers of elements agree: x.reshape\(-1, 3\)"),
    ],
)
def test_data_and_weights(K, options, message):
    with pytest.raises(ArgumentError, match=message) as caught:
        fit(dense(), **options)
    assert len(str(caught.value)) < 500


def test_a_list_of_weights_of_samples_is_taken(K):
    fit(dense(), sample_weight=[1.0] * 50)


def test_a_forgotten_layer(K):
    images = Sequential([Convolution2D(2, 3, 3, input_shape=(8, 8, 1), dim_ordering="tf"), Dense(3)])
    images.compile("sgd", "categorical_crossentropy")
    steps = Sequential([LSTM(2, input_shape=(8, 1), return_sequences=True), Dense(1)])
    steps.compile("sgd", "mse")
    for model, x, y in ((images, np.ones((4, 8, 8, 1)), np.eye(3)[[0] * 4]), (steps, np.ones((4, 8, 1)), np.ones(4))):
        with pytest.raises(ArgumentError, match=r"The output has \d axes, the target 2: put Flatten"):
            fit(model, x, y)


def test_channels_on_the_other_side(K):
    model = Sequential([Convolution2D(2, 3, 3, input_shape=(28, 20, 3), dim_ordering="tf")])
    with pytest.raises(ArgumentError, match=r"channels come first, as dim_ordering='th'.*moveaxis\(x, 1, -1\)"):
        model.predict(np.ones((2, 3, 28, 20)))


def test_layouts_that_seem_turned_are_warned_of(K):
    for ordering, shape in (("tf", (3, 32, 32)), ("th", (28, 28, 1))):
        with pytest.warns(UserWarning, match="whose channels seem to come .*Pass dim_ordering="):
            Sequential([Convolution2D(2, 3, 1, border_mode="same", input_shape=shape, dim_ordering=ordering)])
    for ordering, shape in (("tf", (32, 32, 3)), ("th", (1, 28, 28)), ("tf", (1, 40, 7)), ("tf", (3, 3, 64))):
        Sequential([Convolution2D(2, 3, 1, border_mode="same", input_shape=shape, dim_ordering=ordering)])


def test_names(K):
    with pytest.raises(ArgumentError, match="Unknown metric 'accurracy'. Did you mean 'accuracy'"):
        dense(metrics=["accurracy"])


def test_tensors_as_data(K):
    class Eager:
        """A tensor of a library that computes at once."""

        def __init__(self, value):
            self.value = value

        def detach(self):
            return self

        def numpy(self):
            return self.value

    assert fit(dense(), Eager(X), Eager(Y)).predict(Eager(X)).shape == (50, 1)
    for tensor in (K.variable(X), K.placeholder((None, 3))):
        with pytest.raises(ArgumentError, match=r"must be an array, got a symbolic tensor.*Input\(tensor="):
            dense().predict(tensor)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pad_sequences(["abc", "d"]), "sequence 0 holds text, 'abc'. Make numbers of words first"),
        (lambda: pad_sequences([[1], ["a", "b"]]), "sequence 1 holds text"),
        (lambda: pad_sequences("abc"), "must be a list of sequences"),
        (lambda: to_categorical(["a", "b"]), "got 'a'. Number them"),
        (lambda: to_categorical(np.array(["a"], object)), "got 'a'. Number them"),
        (lambda: to_categorical([0.5, 1.2]), "got 0.5, which is not an integer"),
        (lambda: to_categorical([0, np.nan]), "got nan, which is not an integer"),
    ],
)
def test_preprocessing(call, message):
    with pytest.raises(ArgumentError, match=message):
        call()


def test_what_is_no_mistake():
    np.testing.assert_array_equal(pad_sequences([1] * n for n in range(3)), [[0, 0], [0, 1], [1, 1]])
    np.testing.assert_array_equal(to_categorical([1.0, 0.0]), [[0, 1], [1, 0]])
    assert pad_sequences([["a"], ["b", "c"]], dtype=object).shape == (2, 2)


def test_directories(K, tmp_path):
    with pytest.raises(ArgumentError, match="has no pictures .*, as it has no folders"):
        ImageDataGenerator().flow_from_directory(tmp_path)
    (tmp_path / "cats").mkdir()
    with pytest.raises(ArgumentError, match="has no pictures .*png.* in the folders of its classes: cats"):
        ImageDataGenerator().flow_from_directory(tmp_path)
    for error in (ArgumentError, FileNotFoundError):
        with pytest.raises(error, match=r"missing.m.h5 cannot be written: there is no folder .*missing. Make it first"):
            fit(dense(), callbacks=[ModelCheckpoint(str(tmp_path / "missing" / "m.h5"), monitor="loss")])


def test_a_loss_of_ones_own_in_a_file(K, tmp_path):
    def mine(y_true, y_pred):
        return K.mean(K.square(y_true - y_pred), axis=-1)

    dense(loss=mine).save(tmp_path / "m.h5")
    with pytest.raises(ArgumentError, match="Unknown objective 'mine'.*custom_objects=.*compile=False"):
        load_model(tmp_path / "m.h5")
    with warnings.catch_warnings():
        assert load_model(tmp_path / "m.h5", compile=False).predict(X).shape == (50, 1)


def test_the_state_of_an_optimizer_that_has_none(K):
    first, second = dense(), dense()
    for model in (first, second):
        model.compile("adam", "mse")
    state = fit(first).optimizer.get_weights()
    with pytest.raises(ArgumentError, match=r"Adam has no state yet.*prepare_training\(\)"):
        second.optimizer.set_weights(state)
    second.prepare_training()
    second.optimizer.set_weights(state)
