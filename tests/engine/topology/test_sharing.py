"""Layers that stand in a wrapper and elsewhere: they are one layer after loading, too."""

import json

import numpy as np
import pytest

from kerasfront.engine.topology.sharing import MARK
from kerasfront.layers import LSTM, Bidirectional, Dense, Flatten, Input, TimeDistributed, merge
from kerasfront.models import Model, Sequential, load_model, model_from_json
from kerasfront.saving import export_model


def distinct(model):
    return len({id(w) for layer in model.layers for w in layer.weights})


def beside():
    x, z = Input((3, 2)), Input((2,))
    dense = Dense(4)
    times = Flatten()(TimeDistributed(dense)(x))
    return Model(input=[x, z], output=[times, dense(z)])


def in_two_wrappers():
    x, z = Input((3, 2)), Input((5, 2))
    dense = Dense(4)
    return Model(input=[x, z], output=[TimeDistributed(dense)(x), TimeDistributed(dense)(z)])


def in_a_model_within():
    dense = Dense(2)
    inner = Sequential([TimeDistributed(dense, input_shape=(3, 2))])
    x, z = Input((3, 2)), Input((2,))
    return Model(input=[x, z], output=[inner(x), dense(z)])


def whole_models():
    shared = Sequential([Dense(4, input_shape=(2,)), Dense(1)])
    x, z = Input((3, 2)), Input((2,))
    return Model(input=[x, z], output=[TimeDistributed(shared)(x), shared(z)])


def wrapper_in_wrapper():
    shared = TimeDistributed(Dense(2))
    x, z = Input((3, 4, 2)), Input((4, 2))
    return Model(input=[x, z], output=[TimeDistributed(shared)(x), shared(z)])


def a_direction_after():
    x = Input((3, 2))
    both = Bidirectional(LSTM(2))
    return Model(x, [both(x), both.backward_layer(x)])


def a_direction_before():
    x, z = Input((3, 2)), Input((3, 2))
    both = Bidirectional(LSTM(2))
    merged = both(z)
    return Model(input=[x, z], output=[both.forward_layer(x), merged])


@pytest.mark.parametrize(
    "make",
    [
        beside,
        in_two_wrappers,
        in_a_model_within,
        whole_models,
        wrapper_in_wrapper,
        a_direction_after,
        a_direction_before,
    ],
)
def test_shared_before_and_after(backend, make, tmp_path):
    model = make()
    count = distinct(model)
    model.compile("sgd", "mse")
    model.save(tmp_path / "model.h5")
    again = load_model(tmp_path / "model.h5")
    assert distinct(again) == count
    shapes = model.input_shape if isinstance(model.input_shape, list) else [model.input_shape]
    x = [np.random.RandomState(0).rand(2, *shape[1:]) for shape in shapes]
    for one, other in zip(model.predict(x), again.predict(x)):
        np.testing.assert_allclose(one, other, rtol=1e-5)
    y = [np.ones_like(output) for output in model.predict(x)]
    np.testing.assert_allclose(model.train_on_batch(x, y), again.train_on_batch(x, y), rtol=1e-5)
    for one, other in zip(model.predict(x), again.predict(x)):
        np.testing.assert_allclose(one, other, rtol=1e-4)


def test_in_a_sequential(backend):
    shared = TimeDistributed(Dense(2), input_shape=(3, 2))
    model = Sequential([shared, TimeDistributed(shared.layer)])
    assert distinct(model) == distinct(model_from_json(model.to_json())) == 2
    assert distinct(Sequential.from_config(model.get_config())) == 2


def test_what_is_not_shared_has_no_mark(backend):
    x = Input((3, 2))
    model = Model(x, merge([Bidirectional(LSTM(2))(x), Flatten()(TimeDistributed(Dense(4))(x))], mode="concat"))
    assert MARK not in model.to_json()
    assert MARK in beside().to_json()


def test_marks_of_a_strange_kind_are_no_marks(backend):
    config = json.loads(beside().to_json())
    for data in config["config"]["layers"]:
        if MARK in data:
            data[MARK] = ["not", "a", "number"]
    assert distinct(model_from_json(json.dumps(config))) == 4


def test_a_later_keras_is_told_that_they_are_several(backend, tmp_path):
    with pytest.warns(UserWarning, match="stands in several places"):
        export_model(beside(), tmp_path / "model.h5")


@pytest.mark.parametrize("copies", [7, {"forward_layer": "a"}, {"layer": 1}, {"forward_layer": 0}])
def test_numbers_that_fit_nothing_share_nothing(backend, copies):
    x = Input((3, 2))
    model = Model(x, [Bidirectional(LSTM(2))(x), Flatten()(TimeDistributed(Dense(4))(x))])
    config = json.loads(model.to_json())
    for layer in config["config"]["layers"]:
        if layer["class_name"] == "Bidirectional":
            layer["shared_copies"] = copies
    assert distinct(model_from_json(json.dumps(config))) == distinct(model)
