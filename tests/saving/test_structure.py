"""What a text asks to be built is counted before it is."""

import json

import pytest

from kerasfront import saving
from kerasfront.errors import ArgumentError, FileError
from kerasfront.layers import Activation, Dense, Input, TimeDistributed, merge
from kerasfront.legacy import models as legacy
from kerasfront.models import Model, Sequential
from kerasfront.saving.structure import CALLS, NAME, check_structure


def sequential(*layers):
    return {"class_name": "Sequential", "config": list(layers)}


def activation(name="a", **more):
    return {"class_name": "Activation", "config": {"name": name, "activation": "relu", **more}}


def called(*nodes, name="a"):
    return {**activation(name), "name": name, "inbound_nodes": list(nodes)}


def within(inner, calls):
    """A model that calls `inner` so often."""
    nodes = [[["input", 0, 0]] for _ in range(calls)]
    return {"class_name": "Model", "config": {"layers": [{**inner, "name": "inner", "inbound_nodes": nodes}]}}


def nested(depth, calls=8):
    model = sequential(activation())
    for _ in range(depth):
        model = within(model, calls)
    return model


TOO_MUCH = {
    "many layers": sequential(*[activation()] * (CALLS + 1)),
    "one layer called often": {"class_name": "Model", "config": {"layers": [called(*[[["b", 0, 0]]] * CALLS)]}},
    "one call with many inputs": {"class_name": "Model", "config": {"layers": [called([["b", 0, 0]] * CALLS)]}},
    "models within models": nested(12),
    "of Keras 0.3": {"name": "Sequential", "layers": [{"name": "Activation", "activation": "relu"}] * (CALLS + 1)},
    "a graph of Keras 0.3": {"name": "Graph", "nodes": {f"n{i}": {"name": "Flatten"} for i in range(CALLS + 1)}},
}


@pytest.mark.parametrize("config", TOO_MUCH.values(), ids=TOO_MUCH)
def test_too_many_calls(config):
    reader = legacy if "name" in config else saving
    with pytest.raises(FileError, match=f"more than {CALLS} calls of layers.* max_layers="):
        reader.model_from_json(json.dumps(config))


def test_what_is_counted():
    for config, calls in [
        (sequential(*[activation()] * 7), 8),
        (within(sequential(activation()), 8), 1 + 8 * 2 + 8),
        ({"class_name": "Model", "config": {"layers": [called([["b", 0, 0], ["c", 0, 0]])]}}, 1 + 3),
    ]:
        check_structure(config, calls)
        check_structure(config, None)
        with pytest.raises(FileError):
            check_structure(config, calls - 1)


@pytest.mark.parametrize("config", [None, True, 1.5, "text", {}, []])
def test_what_has_no_parts_has_no_calls(config):
    check_structure(config, 0)


def test_the_limit_can_be_moved(K, tmp_path):
    model = Sequential([Dense(2, input_dim=3)])
    model.compile("sgd", "mse")
    model.save(tmp_path / "model.h5")
    readers = [lambda limit: saving.model_from_json(model.to_json(), max_layers=limit)]
    readers += [lambda limit: saving.model_from_yaml(model.to_yaml(), max_layers=limit)]
    readers += [lambda limit: saving.load_model(tmp_path / "model.h5", max_layers=limit)]
    for read in readers:
        assert read(2).count_params() == 8
        with pytest.raises(FileError, match="more than 1 calls"):
            read(1)


def test_ordinary_models_are_far_below(K):
    x = Input((4, 2))
    inner = Sequential([Dense(3, input_shape=(4, 2))])
    y = merge([inner(x), TimeDistributed(Dense(3))(x)], mode="sum")
    model = Model(x, Activation("relu")(y))
    check_structure(json.loads(model.to_json()), 15)


def test_long_names():
    with pytest.raises(FileError, match=f"A name has {NAME + 1} characters") as raised:
        saving.model_from_json(json.dumps(sequential(activation("x" * (NAME + 1)))))
    assert len(str(raised.value)) < 200


@pytest.mark.parametrize("name", ["a\x1b]0;b\x07", "a\u202eb", "\x00"])
def test_names_that_would_reach_a_terminal(name):
    with pytest.raises(FileError, match="A name holds control characters"):
        saving.model_from_json(json.dumps(sequential(activation(name))))


def model(layers, outputs=(("d", 0, 0),)):
    first = {"class_name": "InputLayer", "name": "x", "config": {"batch_input_shape": [None, 2], "name": "x"}}
    config = {"name": "m", "layers": [{**first, "inbound_nodes": []}, *layers], "input_layers": [["x", 0, 0]]}
    return json.dumps({"class_name": "Model", "config": {**config, "output_layers": list(outputs)}})


def dense(*nodes):
    return {"class_name": "Dense", "name": "d", "config": {"name": "d", "output_dim": 1}, "inbound_nodes": list(nodes)}


@pytest.mark.parametrize("place", [["x", -1, 0], ["x", 0, -1], ["x", True, 0], ["x", 0.0, 0], ["x", 0, 1], ["x", 1, 0]])
def test_outputs_that_do_not_exist(K, place):
    assert saving.model_from_json(model([dense([["x", 0, 0]])])).count_params() == 3
    with pytest.raises(ArgumentError, match=r"not an output|no output|do not exist|cannot be used"):
        saving.model_from_json(model([dense([place])]))
    with pytest.raises(ArgumentError, match=r"not an output|no output|do not exist|cannot be used"):
        saving.model_from_json(model([dense([["x", 0, 0]])], [["d", *place[1:]]]))


def test_two_layers_of_one_name(K):
    with pytest.raises(ArgumentError, match="two layers have the name 'd'"):
        saving.model_from_json(model([dense([["x", 0, 0]]), dense([["x", 0, 0]])]))


SIZES = [{"output_dim": True}, {"batch_input_shape": [None, True]}, {"batch_input_shape": [True, 2]}]


@pytest.mark.parametrize("sizes", SIZES)
def test_a_truth_value_is_no_size(K, sizes):
    config = {"name": "d", "output_dim": 2, "batch_input_shape": [None, 2], **sizes}
    with pytest.raises(ArgumentError, match="integer|whole number"):
        saving.model_from_json(json.dumps(sequential({"class_name": "Dense", "config": config})))


@pytest.mark.parametrize("text", ['"\\ud800"', '{"\\udfff": 1}', '["a\\udc80b"]'])
def test_halves_of_characters(text):
    with pytest.raises(FileError, match="not a text|not plain data"):
        saving.model_from_json(text)
