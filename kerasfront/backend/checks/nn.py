"""Argument checks of activations, losses, normalization. Each changes the arguments in place to their normal form."""

from __future__ import annotations

from numbers import Real
from typing import Any

import kerasfront.backend.checks.arguments as checks
import kerasfront.backend.checks.axes as axis_checks
import kerasfront.backend.checks.dtypes as dtype_checks
import kerasfront.backend.checks.elementwise as elementwise_checks
import kerasfront.backend.checks.shapes as shape_checks
from kerasfront.backend.types import Tensor
from kerasfront.backend.variables import cast, dtype, int_shape, ndim
from kerasfront.errors import ArgumentError, ArgumentTypeError

_predictions = dtype_checks.floats("output")


def relu(arguments: dict[str, Any]) -> None:
    """Operands of one type: `x`, and those of `alpha` and `max_value` that have an effect."""
    alpha, max_value = arguments["alpha"], arguments["max_value"]
    names = ["x"] if isinstance(alpha, (int, float)) and alpha == 0 else ["x", "alpha"]
    elementwise_checks.operands(*names, *([] if max_value is None else ["max_value"]))(arguments)


def bias_add(arguments: dict[str, Any]) -> None:
    """Check that `x` and `bias` have one type, and that the bias has a number for each feature."""
    checks.dim_ordering(arguments)
    dtype_checks.numbers("x", "bias")(arguments)
    shape, bias = int_shape(arguments["x"]), int_shape(arguments["bias"])
    features = 1 if arguments["dim_ordering"] == "th" else -1
    if len(shape) < 2 or not shape_checks.may_agree(bias, (shape[features],)):
        raise ArgumentError(
            f"bias_add: x must have 2 axes or more and bias a number for each feature, got shapes {shape} and {bias} "
            f"with dim_ordering={arguments['dim_ordering']!r}."
        )


def softmax(arguments: dict[str, Any]) -> None:
    """At least one axis to normalize along."""
    dtype_checks.floating(arguments)
    if ndim(arguments["x"]) == 0:
        raise ArgumentError("softmax: x must have at least one axis, got a scalar.")


def pick(arguments: dict[str, Any]) -> None:
    """One integer for each vector along the last axis of `x`."""
    arguments["indices"] = _indices("pick", "x", arguments["x"], "indices", arguments["indices"])


def in_top_k(arguments: dict[str, Any]) -> None:
    """One class number for each vector of predictions."""
    predictions, k = arguments["predictions"], arguments["k"]
    arguments["targets"] = _indices("in_top_k", "predictions", predictions, "targets", arguments["targets"])
    if isinstance(k, bool) or not hasattr(k, "__index__") or k < 1:
        raise ArgumentError(f"in_top_k: k must be a positive integer, got {k!r}.")


def crossentropy(name: str) -> Any:
    """Check for two tensors of one shape and one float type."""
    same_type = dtype_checks.floats("output", "target")

    def check(arguments: dict[str, Any]) -> None:
        same_type(arguments)
        output, target = shape_checks.of(arguments["output"]), shape_checks.of(arguments["target"])
        if not shape_checks.may_agree(output, target):
            raise ArgumentError(f"{name}: output and target must have the same shape, got {output} and {target}.")

    return check


def sparse_categorical_crossentropy(arguments: dict[str, Any]) -> None:
    """One class number for each vector of `output`; an axis of size 1 that holds it is taken away."""
    _predictions(arguments)
    output, target = arguments["output"], arguments["target"]
    if ndim(target) == ndim(output) and int_shape(target)[-1:] in ((1,), (None,)):
        target = target[(slice(None),) * (ndim(target) - 1) + (0,)]
    arguments["target"] = _indices("sparse_categorical_crossentropy", "output", output, "target", target)


def normalize_batch_in_training(arguments: dict[str, Any]) -> None:
    """Axes of `x` in ascending order; a scale and an offset for what remains."""
    _normalization("normalize_batch_in_training", arguments, "gamma", "beta")


def normalize_batch(arguments: dict[str, Any]) -> None:
    """Axes of `x` in ascending order; a scale, an offset, a mean and a variance for what remains."""
    _normalization("normalize_batch", arguments, "gamma", "beta", "mean", "variance")


def _normalization(op: str, arguments: dict[str, Any], *names: str) -> None:
    if not isinstance(arguments["epsilon"], Real):
        raise ArgumentTypeError(f"{op}: epsilon must be a number, got {arguments['epsilon']!r}.")
    dtype_checks.floats("x", *names, "epsilon")(arguments)
    shape = int_shape(arguments["x"])
    axes = arguments["reduction_axes"] = sorted(
        axis_checks.positions(arguments["reduction_axes"], len(shape), "reduction_axes")
    )
    rest = tuple(size for axis, size in enumerate(shape) if axis not in axes)
    for name in names:
        given = shape_checks.of(arguments[name])
        if not shape_checks.may_agree(given, rest):
            raise ArgumentError(
                f"{op}: {name} must have shape {rest}, that of x {shape} without the axes {axes}, got {given}."
            )


def _indices(name: str, vectors_name: str, vectors: Tensor, indices_name: str, indices: Tensor) -> Tensor:
    needed = int_shape(vectors)[:-1]
    if not int_shape(vectors) or not shape_checks.may_agree(int_shape(indices), needed):
        raise ArgumentError(
            f"{name}: {indices_name} must have the shape of {vectors_name} {int_shape(vectors)} without the last axis, "
            f"got {int_shape(indices)}."
        )
    return indices if dtype(indices) in ("int32", "int64") else cast(indices, "int32")
