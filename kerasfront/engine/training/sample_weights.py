"""Weights of samples: sample weights, class weights, or 1."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront.backend.types import is_list, is_mapping
from kerasfront.engine.training.per_output import per_output
from kerasfront.errors import ArgumentError, ArgumentTypeError

NAMED = 20
"""Number of classes that a message names."""


def standardize_sample_or_class_weights(x_weight: Any, output_names: Sequence[str], weight_type: str) -> list[Any]:
    """Return the weights of each output, or None; several outputs need a list or a dict by name."""
    return per_output(weight_type, x_weight, output_names, None, shared=False)


def standardize_sample_weights(sample_weight: Any, output_names: Sequence[str]) -> list[Any]:
    """Return the sample weights of each output; a list of numbers belongs to a single output."""
    if len(output_names) == 1 and _is_list_of_numbers(sample_weight) and len(sample_weight) != 1:
        sample_weight = np.asarray(sample_weight)
    return standardize_sample_or_class_weights(sample_weight, output_names, "sample_weight")


def standardize_class_weights(class_weight: Any, output_names: Sequence[str]) -> list[Any]:
    """Return the class weights of each output."""
    if _is_list_of_numbers(class_weight):
        raise ArgumentTypeError(
            f"class_weight must be a dict from class number to weight, got {reprlib.repr(class_weight)}. "
            "Write dict(enumerate(weights)), such as {0: 1.0, 1: 2.0}."
        )
    if is_mapping(class_weight) and class_weight and all(_is_written_number(key) for key in class_weight):
        raise ArgumentTypeError(
            f"class_weight: the class numbers are texts, got {reprlib.repr(class_weight)}. Write {{0: 1.0}}, not "
            '{"0": 1.0}: {int(number): weight for number, weight in class_weight.items()}.'
        )
    return standardize_sample_or_class_weights(class_weight, output_names, "class_weight")


def _is_list_of_numbers(value: Any) -> bool:
    return is_list(value) and bool(value) and all(isinstance(one, Real) for one in value)


def _is_written_number(key: Any) -> bool:
    return isinstance(key, str) and key.isdigit()


def standardize_weights(
    y: Any,
    sample_weight: Any = None,
    class_weight: Mapping[int, float] | None = None,
    sample_weight_mode: str | None = None,
    name: str = "",
) -> np.ndarray:
    """Compute the weights of the samples of one output.

    Parameters
    ----------
    y : array
        The target, (samples, ...).
    sample_weight : array, optional
        (samples,), or (samples, time) if `sample_weight_mode` is 'temporal'. It wins over `class_weight`.
    class_weight : dict of int to float, optional
        By class number; the last axis of `y` is then one-hot or has size 1 and holds the numbers: (samples, classes) or
        (samples, 1), in the mode 'temporal' (samples, time, classes) or (samples, time, 1).
    sample_weight_mode : str or None
    name : str
        Of the output, for messages.

    Returns
    -------
    array
        (samples,) or (samples, time); ones if nothing else is asked for.

    Raises
    ------
    ArgumentError, ArgumentTypeError
    """
    axes = 1 if sample_weight_mode is None else 2
    if axes == 2 and len(y.shape) < 3:
        raise ArgumentError(
            f"sample_weight_mode='temporal' needs an output with a time axis, but the target {name!r} has shape "
            f"{tuple(y.shape)}. Compile without it."
        )
    expected = tuple(y.shape[:axes])
    if sample_weight is not None:
        return _of_samples(sample_weight, expected, name)
    if class_weight is not None:
        return _of_classes(y, class_weight, axes, name)
    return np.ones(expected, K.floatx())


def _of_samples(sample_weight: Any, expected: tuple[int, ...], name: str) -> np.ndarray:
    weights = np.asarray(sample_weight)
    if weights.dtype.kind not in "biuf":
        raise ArgumentTypeError(
            f"sample_weight for {name!r} must be an array of numbers, one for each sample, got "
            f"{reprlib.repr(sample_weight)}. By class, weights are given as class_weight={{0: 1.0, 1: 2.0}}."
        )
    if weights.shape != expected:
        mode = "'temporal'" if len(expected) == 2 else "None"
        raise ArgumentError(
            f"sample_weight for {name!r} must have shape {expected} (the model was compiled with "
            f"sample_weight_mode={mode}), got {weights.shape}.{_way_out(weights.shape, expected)}"
        )
    return weights


def _way_out(given: tuple[int, ...], expected: tuple[int, ...]) -> str:
    if len(given) == 2 and len(expected) == 1 and given[0] == expected[0]:
        if given[1] == 1:
            return " Give sample_weight.ravel()."
        return " Weights of time steps need sample_weight_mode='temporal' in compile."
    return ""


def _of_classes(y: Any, class_weight: Any, axes: int, name: str) -> np.ndarray:
    if not is_mapping(class_weight):
        raise ArgumentTypeError(
            f"class_weight for {name!r} must be a dict from class number to weight, got {reprlib.repr(class_weight)}. "
            "Write {0: 1.0, 1: 2.0}."
        )
    for number, weight in class_weight.items():
        if isinstance(weight, bool) or not isinstance(weight, Real):
            raise ArgumentTypeError(
                f"class_weight for {name!r}: the weight of class {number!r} must be a number, got {weight!r}."
            )
    if len(y.shape) != axes + 1:
        steps = "samples" if axes == 1 else "samples, time"
        temporal = axes == 1 and len(y.shape) == 3
        way_out = "Compile with sample_weight_mode='temporal'" if temporal else "Use sample_weight"
        raise ArgumentError(
            f"class_weight is for targets of shape ({steps}, classes) or ({steps}, 1), but {name!r} has shape "
            f"{tuple(y.shape)}. {way_out}."
        )
    numbers = np.asarray(y).argmax(axis=-1) if y.shape[-1] > 1 else np.asarray(y)[..., 0]
    classes, positions = np.unique(numbers, return_inverse=True)
    if (fractions := classes[classes % 1 != 0]).size:
        raise ArgumentError(
            f"class_weight for {name!r}: the target holds {fractions[0]}, which is not a class number. Targets "
            "that are real numbers take sample_weight."
        )
    missing = [int(c) for c in classes if c not in class_weight]
    if missing:
        raise ArgumentError(
            f"class_weight for {name!r} lacks the classes {', '.join(map(str, missing[:NAMED]))}"
            f"{', ...' if len(missing) > NAMED else ''} that occur in the target."
        )
    return np.asarray([class_weight[c] for c in classes], K.floatx())[positions].reshape(numbers.shape)
