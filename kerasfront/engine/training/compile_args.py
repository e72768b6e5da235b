"""Arguments of `compile`: loss, weight and metrics of each output, and options of the backend."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from numbers import Real
from typing import Any

from kerasfront import backend as K
from kerasfront import metrics as metric_functions
from kerasfront import objectives
from kerasfront.backend.types import Shape, is_list, is_mapping
from kerasfront.earlier_keras import argument_hint
from kerasfront.engine.training.per_output import per_output
from kerasfront.errors import ArgumentError, ArgumentTypeError, UnknownNameError
from kerasfront.metrics import EpochMetric

Metric = tuple[str, Callable[..., Any] | EpochMetric]
"""Name in the history, and a function of (y_true, y_pred) or a metric of whole epochs."""


@dataclass(frozen=True)
class Output:
    """Loss, weight and metrics of one output.

    Attributes
    ----------
    name, shape
        Of the output; the shape is static and includes the samples.
    index : int
        Which output of the model it is.
    loss : callable
        (y_true, y_pred) -> the loss by sample, or by sample and time step.
    weight : float or scalar tensor
        What its loss counts for in the total.
    sample_weight_mode : str or None
        'temporal' if sample weights are (samples, time), None if they are (samples,).
    metrics : tuple of Metric
    """

    name: str
    shape: Shape
    index: int
    loss: Callable[..., Any]
    weight: Any
    sample_weight_mode: str | None
    metrics: tuple[Metric, ...]

    @property
    def sample_weight_ndim(self) -> int:
        """Number of axes of its sample weights."""
        return 1 if self.sample_weight_mode is None else 2


Description = tuple[Output, ...]
"""All outputs with a loss, in order."""


def describe(
    names: Sequence[str],
    shapes: Sequence[Shape],
    loss: Any,
    metrics: Any = None,
    loss_weights: Any = None,
    sample_weight_mode: Any = None,
) -> Description:
    """Resolve the arguments of `Model.compile`, each of which may be one value, a list or a dict by output name.

    Raises
    ------
    ArgumentError
        Naming the argument, the output and the accepted forms.
    UnknownNameError
        If a loss or metric is unknown.
    """
    losses = [_loss(one) for one in per_output("loss", loss, names, none=True)]
    weights = weights_of_losses(loss_weights, names)
    modes = [_mode(one) for one in per_output("sample_weight_mode", sample_weight_mode, names, None)]
    wanted = collect_metrics(metrics, names)
    _check_targets(metrics, names, losses)
    return tuple(
        Output(name, shape, index, fn, weight, mode, tuple(_metric(metric, fn, shape) for metric in chosen))
        for index, (name, shape, fn, weight, mode, chosen) in enumerate(
            zip(names, shapes, losses, weights, modes, wanted)
        )
        if fn is not None
    )


def _loss(loss: Any) -> Any:
    found = objectives.get(loss) if isinstance(loss, str) or is_mapping(loss) else loss
    if found is not None and (not callable(found) or isinstance(found, type)):
        raise ArgumentTypeError(f"loss must be a name or a function of (y_true, y_pred), got {found!r}.")
    return found


def _check_targets(metrics: Any, names: Sequence[str], losses: Sequence[Any]) -> None:
    """Reject metrics for outputs without a loss, which have no targets."""
    without = [name for name, loss in zip(names, losses) if loss is None]
    for name in metrics if is_mapping(metrics) else ():
        if name in without:
            raise ArgumentError(f"metrics: the output {name!r} has no loss, and so no targets to compare it with.")


def collect_metrics(metrics: Any, output_names: Sequence[str]) -> list[list[Any]]:
    """Return the metrics of each output; a plain list applies to all of them."""
    if is_list(metrics):
        return [list(metrics) for _ in output_names]
    chosen = per_output("metrics", metrics, output_names, [])
    return [list(one) if is_list(one) else [one] for one in chosen]


def weights_of_losses(loss_weights: Any, names: Sequence[str]) -> list[Any]:
    """Return the weight of the loss of each output: numbers, or scalar tensors.

    Raises
    ------
    ArgumentError
        If there is anything else among them.
    """
    return [_weight(one) for one in per_output("loss_weights", loss_weights, names, 1.0)]


def _weight(value: Any) -> Any:
    if isinstance(value, Real):
        return float(value)
    if K.is_tensor(value) and K.ndim(value) == 0:
        return value
    raise ArgumentError(f"loss_weights: a weight must be a number or a scalar tensor, got {value!r}.")


def _mode(value: Any) -> str | None:
    if value in (None, "temporal"):
        return value
    raise ArgumentError(f"sample_weight_mode must be None or 'temporal', got {value!r}.")


def _metric(metric: Any, loss: Callable[..., Any], shape: Shape) -> Metric:
    if metric in ("accuracy", "acc"):
        return "acc", _accuracy(loss, shape)
    found = _registered(metric) if isinstance(metric, (str, Mapping)) else metric
    if isinstance(found, EpochMetric):
        return found.name, found
    if not callable(found) or isinstance(found, type):
        hint = " Make an instance of the class." if isinstance(found, type) else ""
        raise ArgumentTypeError(f"metrics: a metric must be a name, a function or an EpochMetric, got {found!r}.{hint}")
    name = getattr(found, "__name__", type(found).__name__)
    if found in metric_functions.EPOCH_COUNTERPARTS:
        better = metric_functions.EPOCH_COUNTERPARTS[found]
        hint = f" metrics=[{better!r}] is computed from all samples." if better else ""
        warnings.warn(f"The metric {name!r} is a mean of batches, not its value over all samples.{hint}", stacklevel=2)
    return name, found


def _registered(metric: Any) -> Any:
    """Find a metric by name. 'accuracy', which depends on the loss, is among the suggestions for unknown names."""
    try:
        return metric_functions.get(metric)
    except UnknownNameError as error:
        if isinstance(metric, str) and get_close_matches(metric, ["accuracy"], cutoff=0.8):
            raise UnknownNameError(f"Unknown metric {metric!r}. Did you mean 'accuracy'?") from error
        raise


def _accuracy(loss: Callable[..., Any], shape: Shape) -> Callable[..., Any]:
    """Choose the kind of accuracy: thresholded, against class indices, or against one-hot rows."""
    if shape[-1] == 1 or loss is objectives.binary_crossentropy:
        return metric_functions.binary_accuracy
    if loss is objectives.sparse_categorical_crossentropy:
        return metric_functions.sparse_categorical_accuracy
    return metric_functions.categorical_accuracy


def function_options(compile: Callable[..., Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Select the options that the backend accepts for functions from the remaining keywords of `compile`.

    Raises
    ------
    ArgumentTypeError
        If the backend has such options, but not one of these.
    """
    known = inspect.signature(compile).parameters.keys() - {"self", "kwargs"}
    name = min(given, default="")
    told = f"compile has no argument {name!r}. {argument_hint(name, known)}"
    try:
        options = K.function_options(given)
    except ArgumentError as error:
        raise ArgumentTypeError(f"{told} ({error})") from error
    if given.keys() - options.keys():
        left_out = ", ".join(sorted(given))
        text = f"{told} The backend has no options of compiling, so this is left out: {left_out}."
        warnings.warn(text, stacklevel=5)
    return options
