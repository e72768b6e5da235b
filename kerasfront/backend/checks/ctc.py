"""Arguments of the CTC functions: labels and lengths become integers, as people pass them as floats too."""

from __future__ import annotations

from typing import Any

import numpy as np

import kerasfront.backend.checks.arguments as checks
import kerasfront.backend.checks.dtypes as dtype_checks
import kerasfront.backend.checks.shapes as shape_checks
from kerasfront.backend.shaping import pattern_broadcast, reshape
from kerasfront.backend.types import Tensor
from kerasfront.backend.variables import cast, dtype, int_shape, is_tensor
from kerasfront.errors import ArgumentError


def batch_cost(arguments: dict[str, Any]) -> None:
    """Labels (samples, max labels), predictions (samples, time, classes), lengths (samples, 1)."""
    _rank(arguments, y_true=2, y_pred=3, input_length=2, label_length=2)
    _known_in_range(arguments)
    dtype_checks.tensors(arguments, "y_true", "y_pred", "input_length", "label_length")
    _floats(arguments, "y_pred")
    _one_count(arguments, "y_true", "y_pred", "input_length", "label_length")
    arguments["y_true"] = cast(arguments["y_true"], "int32")
    for name in ("input_length", "label_length"):
        arguments[name] = _column(name, arguments[name])


def decode(arguments: dict[str, Any]) -> None:
    """Predictions (samples, time, classes), lengths (samples,) or (samples, 1); positive numbers."""
    dtype_checks.tensors(arguments, "y_pred", "input_length")
    _rank(arguments, y_pred=3)
    _floats(arguments, "y_pred")
    arguments["input_length"] = cast(reshape(arguments["input_length"], (-1,)), "int32")
    _one_count(arguments, "y_pred", "input_length")
    for name in ("beam_width", "top_paths"):
        arguments[name] = checks.integer(name, arguments[name])
    if arguments["greedy"]:
        arguments["top_paths"] = 1
    if not 1 <= arguments["top_paths"] <= arguments["beam_width"]:
        raise ArgumentError(
            "ctc_decode: top_paths must be at least 1 and at most beam_width, got "
            f"top_paths={arguments['top_paths']} and beam_width={arguments['beam_width']}."
        )


def dense_labels(arguments: dict[str, Any]) -> None:
    """Labels (samples, max labels), lengths (samples,) or (samples, 1)."""
    dtype_checks.tensors(arguments, "labels", "label_lengths")
    _rank(arguments, labels=2)
    arguments["labels"] = cast(arguments["labels"], "int32")
    arguments["label_lengths"] = cast(reshape(arguments["label_lengths"], (-1,)), "int32")
    _one_count(arguments, "labels", "label_lengths")


def sequence(arguments: dict[str, Any]) -> None:
    """One sequence of labels."""
    _rank(arguments, Y=1)
    arguments["Y"] = cast(arguments["Y"], "int32")


def predicted_sequence(arguments: dict[str, Any]) -> None:
    """Predictions (time, classes) and one sequence of labels."""
    _rank(arguments, predict=2)
    _floats(arguments, "predict")
    sequence(arguments)


def path_probs(arguments: dict[str, Any]) -> None:
    """Check the arguments of `predicted_sequence`, and a share."""
    predicted_sequence(arguments)
    arguments["alpha"] = float(checks.number("alpha", arguments["alpha"]))


def update_log_p(arguments: dict[str, Any]) -> None:
    """Floats for each place."""
    _floats(arguments, "zeros", "log_p_curr", "log_p_prev")
    _rank(arguments, skip_idxs=1, zeros=1, active=0, log_p_curr=1, log_p_prev=1)
    _one_count(arguments, "zeros", "log_p_curr", "log_p_prev")


def _known_in_range(arguments: dict[str, Any]) -> None:
    """Refuse labels and lengths that are given as arrays, and are out of range."""
    known = {name: np.asarray(x) for name, x in arguments.items() if name != "y_pred" and not is_tensor(x)}
    _, steps, classes = shape_checks.of(arguments["y_pred"])
    _, labels = shape_checks.of(arguments["y_true"])
    given = known.pop("y_true", None)
    if given is not None and "label_length" in known:  # those that do not count may be anything
        known["y_true"] = np.where(np.arange(np.size(given, 1)) < known["label_length"], given, 0)
    for name, size in (("input_length", steps), ("label_length", labels), ("y_true", classes and classes - 1)):
        if name in known and size is not None:
            _in_range(name, known[name], size)


def _in_range(name: str, values: np.ndarray, most: int) -> None:
    wrong = np.argwhere((values < 0) | (values > most))
    if len(wrong):
        place = tuple(int(i) for i in wrong[0])
        raise ArgumentError(
            f"ctc_batch_cost: {name} must be from 0 to {most}, got {values[place]} at {place}, sample {place[0]}."
        )


def _floats(arguments: dict[str, Any], *names: str) -> None:
    """Make floats of them, of a type that can hold logarithms of what is next to impossible: 'float16' cannot."""
    dtype_checks.floats(*names)(arguments)
    for name in names:
        if dtype(arguments[name]) == "float16":
            arguments[name] = cast(arguments[name], "float32")


def _one_count(arguments: dict[str, Any], *names: str) -> None:
    """Refuse tensors whose first axes have different sizes."""
    shapes = {name: int_shape(arguments[name]) for name in names}
    if len({shape[0] for shape in shapes.values()} - {None}) > 1:
        given = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise ArgumentError(f"The first axes must have the same size, got the shapes {given}.")


def _rank(arguments: dict[str, Any], **ranks: int) -> None:
    for name, rank in ranks.items():
        shape = shape_checks.of(arguments[name])
        if len(shape) != rank:
            raise ArgumentError(f"{name} must have rank {rank}, got the shape {shape}.")


def _column(name: str, lengths: Tensor) -> Tensor:
    if int_shape(lengths)[1] not in (1, None):
        raise ArgumentError(f"{name} must have the shape (samples, 1), got {int_shape(lengths)}.")
    return pattern_broadcast(cast(lengths, "int32"), (False, True))
