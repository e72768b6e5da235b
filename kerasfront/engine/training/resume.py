"""Checks of the saved state of a training; all of it is checked before anything is changed."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, is_list, is_mapping
from kerasfront.callbacks import Callback
from kerasfront.callbacks.state import is_count, is_finite
from kerasfront.engine.topology.arguments import plain
from kerasfront.engine.training.positions import Start, check_same_training, refuse

MT19937_WORDS = 624

State = tuple[dict[str, np.ndarray], dict[str, Any]]
"""Arrays by name, and a dict that can be written as JSON."""


def describe(model: Any, **more: Any) -> dict[str, Any]:
    """Describe a training by its constant settings, in types of JSON.

    Names of layers, which differ from process to process, and functions are left out, and so are the hyperparameters of
    the optimizer that are variables, as these are a part of the state.
    """
    settings: Mapping[str, Any]
    options: dict[str, Any] = model.optimizer.__dict__
    found = {"loss": _simple(model.loss), **more}
    fixed = {name: value for name, value in options.items() if isinstance(value, (bool, float))}
    for what, part, settings in (
        ("the optimizer", model.optimizer, fixed),
        *((f"layer {i}", layer, layer.get_config()) for i, layer in enumerate(model.graph.layers)),
    ):
        found[what] = type(part).__name__
        found |= {f"{name} of {what}": value for name, value in settings.items() if name != "name"}
    return plain({name: value for name, value in found.items() if _simple(value) == value})


def _simple(value: Any) -> Any:
    """Reduce a value to numbers, texts and names, for comparison."""
    if is_mapping(value):
        return {key: _simple(part) for key, part in value.items()}
    if is_list(value):
        return [_simple(part) for part in value]
    return value if isinstance(value, (str, bool, int, float)) else getattr(value, "__name__", None)


def check_training(kept: Any, now: Mapping[str, Any]) -> None:
    """Reject the state of another model, optimizer, loss or batch size."""
    if not is_mapping(kept):
        refuse("it does not say of what training it is")
    for name in [*now, *kept]:
        check_same_training(name, kept.get(name), now.get(name))


def check_variables(held: Sequence[np.ndarray], variables: Sequence[Tensor], scalars: Mapping[Tensor, float]) -> None:
    """Reject values of other shapes or types.

    Weights may have any values: they become NaN when training goes wrong. `scalars` are those that are finite and at
    least the given number.
    """
    found = [(*x.shape, x.dtype.name) for x in held]
    check_same_training("variables of the shapes and types", found, [(*K.int_shape(x), K.dtype(x)) for x in variables])
    numbers = {id(x): value for x, value in zip(variables, held)}
    for scalar, least in scalars.items():
        value = numbers[id(scalar)].item()
        if not (math.isfinite(value) and value >= least):
            refuse(f"a counter or a setting of the optimizer is {value}")


def check_start(start: Any, epochs: range) -> Start:
    """Return the epoch, and the numbers of batches and samples in it, at which the training continues."""
    if not is_list(start) or len(start) != len(Start._fields) or not all(map(is_count, start)):
        refuse(f"its start is no list of {len(Start._fields)} counts")
    found = Start(*start)
    if found.epoch > epochs.stop:
        refuse(f"it begins with epoch {found.epoch}, and there are {epochs.stop}")
    if not found.batches <= found.samples or found.size > found.samples or bool(found.size) != bool(found.batches):
        refuse(f"{found.batches} batches, the last one of {found.size}, cannot be {found.samples} samples")
    return found


def check_generators(arrays: Mapping[str, np.ndarray], facts: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return the states of the random generators of Python and NumPy, as their `setstate` and `set_state` take them."""
    version, rest = facts["python"]
    position, has_normal, normal = facts["numpy"]
    for name, size in (("python", MT19937_WORDS + 1), ("numpy", MT19937_WORDS)):
        if arrays[name].shape != (size,) or arrays[name].dtype.kind != "u":
            refuse(f"the state of the random generator {name!r} is not {size} whole numbers")
    if not is_count(position) or position > MT19937_WORDS or has_normal not in (0, 1) or not is_finite(normal):
        refuse("the position of the random generator 'numpy' is out of range")
    if not (rest is None or is_finite(rest)):
        refuse("the state of the random generator 'python' is not that of a generator")
    python = (version, tuple(arrays["python"].tolist()), rest)
    numpy = ("MT19937", arrays["numpy"], position, has_normal, normal)
    random.Random().setstate(python)
    np.random.RandomState().set_state(numpy)
    return python, numpy


def check_callbacks(kept: Any, callbacks: Sequence[Callback]) -> None:
    """Reject states that these callbacks cannot have saved."""
    if not is_list(kept) or not all(is_list(pair) and len(pair) == 2 for pair in kept):
        refuse("what it says of callbacks is no list of names and values")
    check_same_training("callbacks", [name for name, _ in kept], [type(callback).__name__ for callback in callbacks])
    for callback, (_, state) in zip(callbacks, kept):
        callback.check_state(state)
