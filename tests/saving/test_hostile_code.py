"""Code in a file is never run unless the caller says so, wherever it stands and by whichever way it is read."""

import ast
import json
import marshal
import threading
import types
from copy import deepcopy
from pathlib import Path

import h5py
import numpy as np
import pytest
import yaml

import kerasfront.models
from kerasfront import saving
from kerasfront.engine.topology import LAYERS, Container, Input, Merge
from kerasfront.errors import ArgumentError, ArgumentTypeError, KerasfrontError, UnknownNameError
from kerasfront.layers import Activation, Dense, GlobalMaxPooling1D, RepeatVector, TimeDistributed
from kerasfront.models import Model, Sequential
from kerasfront.registry import custom_object_scope, get_custom_objects
from kerasfront.utils import python_code
from kerasfront.utils.layer_utils import layer_from_config
from kerasfront.utils.python_code import CodeNotAllowedError, allow_code

CODE = python_code.dump(lambda *args: exit("the code was run"))


@pytest.fixture(autouse=True)
def nothing_is_decoded(monkeypatch):
    """No code of a file gets as far as being decoded, else the test fails with an AttributeError."""
    monkeypatch.setattr(python_code, "marshal", types.SimpleNamespace(dumps=marshal.dumps))


def lambda_layer(argument):
    config = {"name": "evil", "function": "identity", "function_type": "function", "batch_input_shape": [None, 3, 4]}
    config |= {"output_shape": None, "output_shape_type": "raw", "arguments": {}, "trainable": True}
    return {"class_name": "Lambda", "config": {**config, argument: CODE, f"{argument}_type": "lambda"}}


def merge_layer(argument):
    config = {"name": "evil", "mode": "sum", "mode_type": "raw", "concat_axis": -1, "dot_axes": -1}
    config |= {"output_shape": None, "output_shape_type": "raw", "output_mask": None, "output_mask_type": "raw"}
    return {"class_name": "Merge", "config": {**config, argument: CODE, f"{argument}_type": "lambda"}}


PARTS = {
    **{f"Lambda {argument}": lambda_layer(argument) for argument in ("function", "output_shape")},
    **{f"Merge {argument}": merge_layer(argument) for argument in ("mode", "output_shape", "output_mask")},
}


def in_wrapper(part):
    return {"class_name": "TimeDistributed", "config": {"name": "outer", "layer": part}}


def in_two_directions(part):
    return {"class_name": "Bidirectional", "config": {"name": "outer", "layer": part, "merge_mode": "sum"}}


def in_stack(part):
    return {"class_name": "Sequential", "config": [part]}


def in_graph(part):
    layer = {"name": "evil", "inbound_nodes": [], **part}
    return {"class_name": "Model", "config": {"name": "g", "layers": [layer], "input_layers": [], "output_layers": []}}


def in_branch(part):
    merge = deepcopy(merge_layer("mode"))
    merge["config"].update(mode="sum", mode_type="raw", layers=[in_stack(part)])
    return in_stack(merge)


NESTS = (in_stack, in_graph, in_wrapper, in_two_directions, in_branch)


def from_json(data):
    return saving.model_from_json(json.dumps(data))


def from_yaml(data):
    return saving.model_from_yaml(yaml.safe_dump(json.loads(json.dumps(data))))


def from_own_class(data):
    return LAYERS.find(data["class_name"]).from_config(data["config"])


WAYS = (from_json, from_yaml, saving.model_from_config, layer_from_config, LAYERS.from_config, from_own_class)


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_code_is_refused_wherever_it_stands(part):
    nested = [part, *(nest(part) for nest in NESTS), *(a(b(part)) for a in NESTS for b in NESTS)]
    with custom_object_scope({"identity": lambda x: x}):
        for data in nested:
            for way in WAYS:
                with pytest.raises(CodeNotAllowedError, match="'evil' holds Python code.*allow_code=True"):
                    way(data)


def test_an_open_block_does_not_reach_what_is_read_without_the_flag():
    with allow_code(), pytest.raises(CodeNotAllowedError):
        from_json(in_stack(PARTS["Lambda function"]))
    results = []

    def read():
        try:
            LAYERS.from_config(PARTS["Lambda function"])
        except CodeNotAllowedError:
            results.append("refused")

    with allow_code():
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert results == ["refused"]


@pytest.mark.parametrize("kind", [None, "raw", "lambda ", "LAMBDA", "function", "code", 1, ["lambda"]])
@pytest.mark.parametrize("name", PARTS)
def test_code_under_another_kind_is_not_run_either(name, kind):
    data = deepcopy(PARTS[name])
    (argument,) = (key for key in data["config"] if data["config"][key] == "lambda")
    data["config"][argument] = kind
    if kind is None:
        del data["config"][argument]
    try:
        layer = LAYERS.from_config(data)
    except (ArgumentError, ArgumentTypeError):
        return
    assert not callable(getattr(layer, "_output_shape", None)) and not callable(getattr(layer, "_output_mask", None))


def test_allowed_code_that_is_no_code(monkeypatch):
    monkeypatch.setattr(python_code, "marshal", marshal)
    for text in ("x", ["x", None, None], [1, 2, 3], ["", None, None], None):
        data = lambda_layer("function")
        data["config"]["function"] = text
        with pytest.raises(ArgumentError, match="'evil' holds code that cannot be read"):
            layer_from_config(data, allow_code=True)


def test_weight_files_hold_no_code(K, tmp_path):
    model = Sequential([Dense(1, input_dim=1, name="d")])
    model.save_weights(tmp_path / "w.h5")
    with h5py.File(tmp_path / "w.h5", "r+") as file:
        file.attrs["model_config"] = json.dumps(in_stack(PARTS["Lambda function"]))
    before = model.get_weights()
    model.load_weights(tmp_path / "w.h5")
    np.testing.assert_array_equal(model.get_weights()[0], before[0])


def test_names_lead_nowhere_but_to_layers():
    names = ["os.system", "kerasfront.layers.Dense", "__class__", "Dense.__init__", "builtins.eval", "eval", ""]
    for name in [*names, "layers", "../Dense", "Layer.from_config", "relu", "sgd"]:
        with pytest.raises(UnknownNameError):
            from_json({"class_name": name, "config": {"name": "x"}})
    for name in (None, 1, ["Dense"], {"a": 1}, True):
        with pytest.raises(ArgumentError):
            from_json({"class_name": name, "config": {"name": "x"}})


def test_custom_objects_that_are_no_layers_cannot_stand_for_one(K):
    called = []
    objects = {"call": called.append, "Other": type("Other", (), {"__init__": lambda self, **kwargs: called.append(1)})}
    for name in objects:
        for data in ({"class_name": name, "config": {"name": "evil"}}, in_wrapper({"class_name": name, "config": {}})):
            with pytest.raises(ArgumentTypeError, match=f"'{name}' must be the name of a class of layers"):
                saving.model_from_config(data, objects)
    data = lambda_layer("function")
    data["config"].update(function="Other", function_type="function")
    with pytest.raises(ArgumentError, match="'Other' must be the name of a function"):
        saving.model_from_config(data, objects)
    assert called == []


ODD = [None, True, -1, 0, 1.5, float("nan"), 10**30, "", "x", [], [[]], [None], {}, {"a": []}, [1, "x"], {"name": 1}]


def _mutations(data, path=()):
    if isinstance(data, dict):
        yield from (m for key in data for m in _mutations(data[key], (*path, key)))
    elif isinstance(data, list):
        yield from (m for key in range(len(data)) for m in _mutations(data[key], (*path, key)))
    yield path


def _changed(data, path, value):
    if not path:
        return value
    copy = data.copy()
    copy[path[0]] = _changed(data[path[0]], path[1:], value)
    return copy


@pytest.mark.slow
def test_wrong_types_anywhere_are_our_errors(K):
    a, b = Input((3,), name="a"), Input((3,), name="b")
    merged = Merge(mode="concat", name="m")([Dense(3, W_regularizer="l2", name="d")(a), b])
    graph = json.loads(Model([a, b], Activation("relu", name="r")(merged)).to_json())
    inner = Sequential([Dense(2, input_shape=(4,), name="i")], name="inner")
    stack = json.loads(Sequential([TimeDistributed(inner, input_shape=(3, 4), name="t")]).to_json())
    random = np.random.RandomState(0)
    for data in (graph, stack):
        for path in _mutations(data):
            for index in random.choice(len(ODD), 3, replace=False):
                try:
                    model = saving.model_from_json(json.dumps(_changed(data, path, ODD[index])))
                except KerasfrontError as error:
                    assert str(error)
                else:
                    assert saving.model_from_json(model.to_json()).count_params() == model.count_params()
        K.clear_session()


def test_rooms_that_read_files_cannot_run_them():
    root = Path(kerasfront.saving.__file__).parents[1]
    rooms = ("saving", "engine/topology", "layers", "models", "legacy/models", "legacy/layers", "optimizers")
    banned = {"pickle", "marshal", "shelve", "dill", "joblib", "importlib", "runpy", "code", "subprocess", "ctypes"}
    calls = {"eval", "exec", "compile", "__import__", "unsafe_load", "full_load", "getattr_static"}
    found = []
    files = {root / "registry.py", *(path for room in rooms for path in (root / room).rglob("*.py"))}
    for path in files - {root / "models" / "pickling.py"}:  # pickles do run code, as SECURITY.md says; no file is one
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                names = {alias.name.split(".")[0] for alias in node.names} if isinstance(node, ast.Import) else set()
                names |= {(getattr(node, "module", None) or "").split(".")[0]}
                found += [(path.name, name) for name in names & banned]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in calls:
                found.append((path.name, node.func.id))
            elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                found.append((path.name, node.arg))
    # For the version of the package, and to start Python with a program of ours.
    assert len(files) > 50 and sorted(found) == [("isolation.py", "subprocess"), ("origin.py", "importlib")]


def test_a_model_that_would_compute_without_end_is_loaded_but_not_tried(K, tmp_path, monkeypatch):
    layers = [Dense(2, input_dim=2, name="d"), RepeatVector(10**9, name="r"), GlobalMaxPooling1D(name="g")]
    model = Sequential(layers)
    monkeypatch.setattr(Sequential, "predict", lambda *args, **kwargs: pytest.fail("the model was tried"))
    model.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "r+") as file:
        assert "probe" not in file["kerasfront"]
        file["kerasfront/probe/input_0"] = file["kerasfront/probe/output_0"] = np.ones((2, 2), "float32")
    assert kerasfront.models.load_model(tmp_path / "m.h5", compile=False).count_params() == 6


def test_scopes_are_seen_by_their_own_context_only():
    barrier, seen = threading.Barrier(2), {}

    def work(name):
        with custom_object_scope({name: Container}):
            barrier.wait(10)
            seen[name] = sorted(get_custom_objects())
            barrier.wait(10)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {"a": ["a"], "b": ["b"]}
    assert "a" not in get_custom_objects()
