"""Keras 2's spelling, met in a classic script: one error that gives the classic one, from one table."""

import importlib

import pytest

import kerasfront
from kerasfront import activations, constraints, layers, models, objectives, optimizers, utils
from kerasfront.errors import ArgumentTypeError, UnknownNameError
from kerasfront.later_keras import ARGUMENTS, NAMES, is_renaming
from kerasfront.layers import Dense, Input
from kerasfront.preprocessing.image import ImageDataGenerator

CALLS = [
    (lambda: Dense(units=3), "units= is output_dim="),
    (lambda: Dense(3, kernel_initializer="zeros", use_bias=False), "kernel_initializer= is init=; use_bias= is bias="),
    (lambda: layers.LSTM(3, dropout=0.5, recurrent_dropout=0.5), "dropout= is dropout_W=; recurrent_dropout= is drop"),
    (lambda: layers.Conv2D(8, (3, 3), padding="same"), "kernel_size= is nb_row, nb_col: Convolution2D"),
    (lambda: layers.Conv2D(8, (3, 3)), r"Convolution2D: .* nb_row, nb_col: Convolution2D\(32, 3, 3\)"),
    (lambda: layers.Conv1D(filters=8, kernel_size=3), "filters= is nb_filter=; kernel_size= is filter_length="),
    (lambda: layers.MaxPooling1D(pool_size=2), "pool_size= is pool_length="),
    (lambda: layers.Dropout(rate=0.5), "rate= is p="),
    (lambda: layers.MaxPooling2D(padding="same", data_format="channels_last"), "'tf' for 'channels_last'"),
    (lambda: models.Model(inputs=Input((2,)), outputs=None), "inputs= is input=; outputs= is output="),
    (lambda: optimizers.Adam(learning_rate=0.1), "learning_rate= is lr="),
    (lambda: ImageDataGenerator(data_format="channels_first"), "data_format= is dim_ordering"),
]


@pytest.mark.parametrize(("call", "message"), CALLS)
def test_arguments(call, message):
    with kerasfront.backend.use("tensorflow"), pytest.raises(ArgumentTypeError, match=message):
        call()


def test_arguments_of_training(backend):
    model = models.Sequential([Dense(1, input_dim=2)])
    model.compile("sgd", "mse")
    with pytest.raises(ArgumentTypeError, match="fit: .* epochs= is nb_epoch="):
        model.fit([[1, 2]], [[1]], epochs=3)
    with pytest.raises(ArgumentTypeError, match="steps_per_epoch= is samples_per_epoch, a number of samples"):
        model.fit_generator(iter([]), steps_per_epoch=10)


def test_what_a_layer_of_the_user_takes_is_its_own_affair(backend):
    class Units(Dense):
        def __init__(self, **kwargs):
            super().__init__(kwargs.pop("units"), **kwargs)

    assert Units(units=3).output_dim == 3
    assert layers.ZeroPadding1D(padding=2).padding == 2


def test_names_of_modules():
    with pytest.raises(ImportError, match=r"Keras 2. In classic Keras it is utils.np_utils.to_categorical"):
        from kerasfront.utils import to_categorical  # noqa: F401
    with pytest.raises(ImportError, match=r"it is merge\(\[a, b\], mode='sum'\)"):
        from kerasfront.layers import add  # noqa: F401
    with pytest.raises(AttributeError, match=r"module 'kerasfront' has no .* it is objectives"):
        kerasfront.losses  # noqa: B018
    with pytest.raises(AttributeError, match="it is constraints.maxnorm"):
        constraints.max_norm  # noqa: B018
    with pytest.raises(ImportError, match="cannot import name 'nothing'"):
        from kerasfront.utils import nothing  # noqa: F401
    assert not hasattr(utils, "plot_model")


def test_names_in_texts(backend):
    with pytest.raises(UnknownNameError, match="Unknown initialization 'zeros'. Classic Keras calls it 'zero'"):
        kerasfront.initializations.get("zeros")


@pytest.mark.parametrize("name", ["AdaGrad", "AdaDelta", "Rmsprop", "SGD", "ADAM"])
def test_optimizers_are_found_in_any_case(backend, name):
    assert type(optimizers.get(name)).__name__.lower() == name.lower()


def test_functions_are_found_in_any_case(backend):
    assert activations.get("ReLU") is activations.relu
    assert objectives.get("Mean_Squared_Error") is objectives.mse
    assert kerasfront.initializations.get("Glorot_Uniform") is kerasfront.initializations.glorot_uniform
    with pytest.raises(UnknownNameError, match="PRECISION"):  # a function and a class: which is meant?
        kerasfront.metrics.get("PRECISION")


def test_what_may_be_translated_is_there(backend):
    for names in NAMES.values():
        for classic in filter(is_renaming, names.values()):
            room, _, name = classic.rpartition(".")
            if room and "visualize" not in room:
                assert hasattr(importlib.import_module(f"kerasfront.{room}"), name), classic
    known = {name for table in ARGUMENTS.values() for name in table}
    assert known.isdisjoint({"input_shape", "name", "trainable"})
