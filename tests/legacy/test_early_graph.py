"""A Graph of Keras 1.0 opens as a model of today: those that it wrote, and what these did not have."""

import json

import numpy as np
import pytest

from kerasfront.cli import main
from kerasfront.errors import ArgumentError, KerasfrontError
from kerasfront.models import Model, Sequential, load_model, model_from_config, model_from_json, model_from_yaml
from kerasfront.utils.python_code import CodeNotAllowedError
from tests.legacy.test_format import entry_points  # noqa: F401  (a fixture)
from tests.recorded import cases

EARLY = {case.name: case for case in cases("early") if "graph" in case.name}


@pytest.mark.parametrize("name", EARLY)
def test_it_computes_what_it_did(backend, name, tmp_path):
    case = EARLY[name]
    (tmp_path / "w.h5").write_bytes(case.array("weights").tobytes())
    (tmp_path / "g.json").write_text(case.value("json"))
    for model in (model_from_json(case.value("json")), model_from_yaml(case.value("yaml"))):
        model.load_weights(tmp_path / "w.h5")
    assert type(model) is Model and model.input_names == ["x", "z"] and model.output_names == ["out", "o2"]
    case.check(model.predict({"x": case.array("input_0"), "z": case.array("input_1")}), "output", 10.0)


def dense(name, size):
    return {"class_name": "Dense", "config": {"name": name, "output_dim": size}}


def graph():
    """What was not recorded: results of their own of a shared layer, a model as a node, an output of several nodes."""
    how = {"merge_mode": "sum", "concat_axis": -1, "dot_axes": -1}
    shared = {"name": "s", "layer": dense("s", 3), "inputs": ["x", "m"], "outputs": ["a", "b"], "merge_mode": None}
    first = {**dense("d", 3), "config": {**dense("d", 3)["config"], "batch_input_shape": [None, 3]}}
    return {
        "class_name": "Graph",
        "config": {
            "input_config": [{"name": "x", "dtype": "float32", "batch_input_shape": [2, 3]}],
            "node_config": [{"name": "m", "input": "x", "inputs": [], **how}, shared],
            "output_config": [
                {"name": "first", "input": "m", "inputs": [], **how},
                {"name": "y", "input": None, "inputs": ["a", "b"], **how},
            ],
            "nodes": {
                "m": {"class_name": "Sequential", "config": [first]},
                "a": {"class_name": "Layer", "config": {"name": "a"}},
                "b": {"class_name": "Layer", "config": {"name": "b"}},
            },
        },
    }


def test_shared_layers_and_models_within(backend, tmp_path):
    model = model_from_config(graph())
    assert isinstance(model.get_layer("first"), Sequential)
    model.get_layer("first").set_weights([np.eye(3) * 2, np.zeros(3)])
    model.get_layer("s").set_weights([np.eye(3), np.ones(3)])
    x = np.arange(6.0).reshape(2, 3)
    first, second = model.predict(x)
    np.testing.assert_allclose(first, 2 * x)
    np.testing.assert_allclose(second, (x + 1) + (2 * x + 1))
    model.save(tmp_path / "m.h5")
    np.testing.assert_array_equal(load_model(tmp_path / "m.h5", compile=False).predict(x)[1], second)


def test_the_doctor_knows_it(backend, tmp_path, capsys):
    (tmp_path / "g.json").write_text(json.dumps(graph()))
    assert main(["doctor", str(tmp_path / "g.json")]) == 0
    assert "It loads." in capsys.readouterr().out


def test_what_is_missing_is_named(backend):
    for part in graph()["config"]:
        config = graph()
        del config["config"][part]
        with pytest.raises(ArgumentError, match=f"Graph of Keras 1.0 cannot be used: '{part}' is missing"):
            model_from_config(config)


def test_code_in_it_is_refused(backend):
    config = graph()
    code = {"name": "evil", "function": ["x", None, None], "function_type": "lambda", "arguments": {}}
    config["config"]["nodes"]["m"] = {"class_name": "Lambda", "config": code}
    with pytest.raises(CodeNotAllowedError, match="'evil' holds Python code"):
        model_from_config(config)


def test_odd_data_are_our_errors(backend):
    for value in (None, 1, "x", [], {}, [None], [{"name": "x"}]):
        parts = [{**graph()["config"], part: value} for part in graph()["config"]]
        for config in [value, *parts]:
            with pytest.raises(KerasfrontError):
                model_from_config({"class_name": "Graph", "config": config})
