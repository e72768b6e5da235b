"""Models built from recorded descriptions, and whether they do what the real Keras did."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import h5py
import numpy as np

from kerasfront import backend as K
from kerasfront import constraints, layers, optimizers, regularizers
from kerasfront.models import Model, Sequential, model_from_json

from .recorded import FOLDER, Case

GRADIENTS, TRAINING = 5.0, 10.0
"""How much more rounding than in an output there may be in gradients, and after steps of training."""


def model_cases(file: str, family: str | None = None) -> list[Case]:
    """The cases of data/recorded/FILE.h5, whose groups are FAMILY/CASE; all, or those of one family."""
    with h5py.File(FOLDER / f"{file}.h5") as source:
        families = source.values() if family is None else [source[family]]
        return [Case(group) for cases in families for group in cases.values()]


def build(description: Mapping[str, Any]) -> Any:
    """The model of a description: a list of layers, or steps from inputs to outputs."""
    if description["type"] == "Sequential":
        return Sequential([build_layer(part) for part in description["layers"]], name=description.get("name"))
    made: dict[str, Any] = {}
    for step in description["steps"]:
        result = _result(step, made)
        made.update(zip(step["id"], result) if isinstance(step["id"], list) else [(step["id"], result)])
    return _model(made, description["inputs"], description["outputs"], description.get("name"))


def _model(made: Mapping[str, Any], inputs: list[str], outputs: list[str], name: str | None) -> Model:
    ends = ([made[name] for name in side] for side in (inputs, outputs))
    return Model(*map(one_or_list, ends), name=name)


def _result(step: Mapping[str, Any], made: Mapping[str, Any]) -> Any:
    """What a step makes: tensors, a layer, or a model to be used as a layer."""
    match step:
        case {"op": "Input"}:
            return layers.Input(**_decoded(step["kwargs"]))
        case {"op": "new"}:
            return build_layer(step["layer"])
        case {"op": "model"}:
            return _model(made, step["in"], step["out"], step.get("name"))
        case {"op": "merge"}:
            return layers.merge([made[name] for name in step["in"]], **_decoded(step["kwargs"]))
    names, layer = step["in"], step["layer"]
    layer = build_layer(layer) if isinstance(layer, dict) else made[layer]
    return layer([made[name] for name in names] if isinstance(names, list) else made[names])


def build_layer(description: Mapping[str, Any]) -> Any:
    """The layer, or the model used as a layer, of a description."""
    if "type" in description:
        return build(description)
    arguments = [_decoded(argument) for argument in description.get("args", [])]
    return getattr(layers, description["class"])(*arguments, **_decoded(description.get("kwargs", {})))


def _named(room: Any) -> Any:
    return lambda call: getattr(room, call[0])(**call[1])


TAGS = {
    "__tuple__": lambda parts: tuple(map(_decoded, parts)),
    "__reg__": _named(regularizers),
    "__con__": _named(constraints),
    "__layer__": build_layer,
    "__model__": build,
}
"""What JSON cannot say is an object with one of these keys."""


def _decoded(value: Any) -> Any:
    if isinstance(value, list):
        return [_decoded(part) for part in value]
    if isinstance(value, dict):
        tag = next(iter(value), None)
        return TAGS[tag](value[tag]) if tag in TAGS else {key: _decoded(part) for key, part in value.items()}
    return value


def check(case: Case) -> None:
    """Build the model of a case and compare all that was recorded of it, on the active backend."""
    K.set_image_dim_ordering(case.value("dim_ordering"))
    try:
        model = build(case.text("spec"))
        _check_json(model, case)
        model = model_from_json(case.value("model_json"))
    finally:
        K.set_image_dim_ordering("tf")
    _check_json(model, case)
    weights = case.arrays("weights_before")
    assert [w.shape for w in model.get_weights()] == [w.shape for w in weights]
    model.set_weights(weights)
    assert json.loads(json.dumps(model.output_shape)) == case.text("output_shape")
    _check_outputs(model, case)
    if "mask" in case:
        _check_mask(model, case)
    if "input_grad_0" in case:
        _check_gradients(model, case)
    if "losses" in case:
        _check_training(model, case)


def _check_json(model: Any, case: Case) -> None:
    got, recorded = json.loads(model.to_json()), case.text("model_json")
    check_tree(got["config"], recorded["config"], got["class_name"])
    assert got["class_name"] == recorded["class_name"]


def check_tree(got: Any, recorded: Any, path: str) -> None:
    """All that was recorded is there and equal; there may be more, such as arguments that came later."""
    if isinstance(recorded, dict):
        assert set(got) >= set(recorded), path
        for key, value in recorded.items():
            check_tree(got[key], value, f"{path}.{key}")
    elif isinstance(recorded, list):
        assert len(got) == len(recorded), path
        for number, (part, value) in enumerate(zip(got, recorded)):
            check_tree(part, value, f"{path}[{number}]")
    elif isinstance(recorded, float):
        np.testing.assert_allclose(got, recorded, rtol=1e-6, err_msg=path)
    else:
        assert got == recorded, path


def _check_outputs(model: Any, case: Case) -> None:
    """Twice if there are states: reset, they are as they were."""
    inputs = case.arrays("input")
    for _ in range(2 if model.stateful else 1):
        if model.stateful:
            model.reset_states()
        outputs = model.predict(one_or_list(inputs), batch_size=case.value("batch_size", len(inputs[0])))
        case.check(outputs if isinstance(outputs, list) else [outputs])


def _check_mask(model: Any, case: Case) -> None:
    mask = model.get_layer(case.value("mask_layer")).output_mask
    (got,) = K.function([*model.inputs, K.learning_phase()], [mask])([*case.arrays("input"), 0])
    np.testing.assert_array_equal(got, case.array("mask"), err_msg=case.name)


def _check_gradients(model: Any, case: Case) -> None:
    """Of a weighted sum of the outputs. What was not a number in the real thing says nothing."""
    total = sum(K.sum(output * weight) for output, weight in zip(model.outputs, case.arrays("grad_weight")))
    function = K.function([*model.inputs, K.learning_phase()], K.gradients(total, model.inputs))
    got = function([*case.arrays("input"), 0])
    known = [np.isfinite(recorded) for recorded in case.arrays("input_grad")]
    case.check([np.where(k, g, np.nan) for k, g in zip(known, got)], "input_grad", GRADIENTS)


def _check_training(model: Any, case: Case) -> None:
    """Each step takes the next rows."""
    if model.stateful:
        model.reset_states()
    name, arguments = case.text("optimizer")
    more = case.text("compile_kwargs") if "compile_kwargs" in case else {}
    model.compile(getattr(optimizers, name)(**arguments), case.text("loss"), **more)
    inputs, targets, weights = (case.arrays(prefix) for prefix in ("input", "target", "sample_weight"))
    size, losses = case.value("batch_size", len(inputs[0])), []
    for start in np.arange(len(case.array("losses"))) * size % len(inputs[0]):
        x, y, sample_weight = (
            one_or_list([array[start : start + size] for array in arrays]) for arrays in (inputs, targets, weights)
        )
        losses.append(model.train_on_batch(x, y, sample_weight=sample_weight))
    np.testing.assert_allclose(losses, case.array("losses"), rtol=1e-3, atol=1e-5, err_msg=case.name)
    case.check(model.get_weights(), "weights_after", TRAINING)


def one_or_list(arrays: list[Any]) -> Any:
    """The only one, or a list of several; None for none."""
    return arrays if len(arrays) > 1 else next(iter(arrays), None)
