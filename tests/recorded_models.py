"""Models built from recorded descriptions, and whether they do what the real Keras did."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import h5py
import numpy as np

from kerasfront import backend as K
from kerasfront import constraints, layers, objectives, optimizers, regularizers
from kerasfront.models import Model, Sequential, model_from_json

from .recorded import FOLDER, Case

GRADIENTS, TRAINING = 5.0, 10.0
"""How much more rounding than in an output there may be in gradients, and after steps of training."""


def model_cases(file: str) -> list[Case]:
    """The cases of data/recorded/FILE.h5, whose groups are FAMILY/CASE."""
    with h5py.File(FOLDER / f"{file}.h5") as source:
        return [Case(group) for family in source.values() for group in family.values()]


def build(description: Mapping[str, Any]) -> Any:
    """The model of a description: a list of layers, or steps from inputs to outputs."""
    if description["type"] == "Sequential":
        return Sequential([_layer(part) for part in description["layers"]], name=description["name"])
    tensors: dict[str, Any] = {}
    for step in description["steps"]:
        made = _result(step, tensors)
        tensors.update(zip(step["id"], made) if isinstance(step["id"], list) else [(step["id"], made)])
    ends = [[tensors[name] for name in description[side]] for side in ("inputs", "outputs")]
    return Model(*(end if len(end) > 1 else end[0] for end in ends), name=description["name"])


def _result(step: Mapping[str, Any], tensors: Mapping[str, Any]) -> Any:
    if step["op"] == "Input":
        return layers.Input(**_decoded(step["kwargs"]))
    if step["op"] == "merge":
        return layers.merge([tensors[name] for name in step["in"]], **_decoded(step["kwargs"]))
    names = step["in"]
    return _layer(step["layer"])([tensors[n] for n in names] if isinstance(names, list) else tensors[names])


def _layer(description: Mapping[str, Any]) -> Any:
    arguments = [_decoded(argument) for argument in description.get("args", [])]
    return getattr(layers, description["class"])(*arguments, **_decoded(description.get("kwargs", {})))


def _named(room: Any) -> Any:
    return lambda call: getattr(room, call[0])(**call[1])


TAGS = {
    "__tuple__": lambda parts: tuple(map(_decoded, parts)),
    "__reg__": _named(regularizers),
    "__con__": _named(constraints),
    "__layer__": _layer,
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
    """Build the model of a case and compare all that was recorded of it, on the active engine."""
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
    _check_tree(got["config"], recorded["config"], got["class_name"])
    assert got["class_name"] == recorded["class_name"]


def _check_tree(got: Any, recorded: Any, path: str) -> None:
    """All that was recorded is there and equal; there may be more, such as arguments that came later."""
    if isinstance(recorded, dict):
        assert set(got) >= set(recorded), path
        for key, value in recorded.items():
            _check_tree(got[key], value, f"{path}.{key}")
    elif isinstance(recorded, list):
        assert len(got) == len(recorded), path
        for number, (part, value) in enumerate(zip(got, recorded)):
            _check_tree(part, value, f"{path}[{number}]")
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
        outputs = model.predict(_one_or_list(inputs), batch_size=case.value("batch_size", len(inputs[0])))
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
    model.compile(getattr(optimizers, name)(**arguments), objectives.get(case.text("loss")))
    inputs, targets, weights = (case.arrays(prefix) for prefix in ("input", "target", "sample_weight"))
    size, losses = case.value("batch_size", len(inputs[0])), []
    for start in np.arange(len(case.array("losses"))) * size % len(inputs[0]):
        x, y, sample_weight = (
            _one_or_list([array[start : start + size] for array in arrays]) for arrays in (inputs, targets, weights)
        )
        losses.append(model.train_on_batch(x, y, sample_weight=sample_weight))
    np.testing.assert_allclose(losses, case.array("losses"), rtol=1e-3, atol=1e-5, err_msg=case.name)
    case.check(model.get_weights(), "weights_after", TRAINING)


def _one_or_list(arrays: list[np.ndarray]) -> Any:
    return arrays if len(arrays) > 1 else next(iter(arrays), None)
