"""Arguments of functions and gradients, and values of the learning phase."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import kerasfront.backend.reductions as reductions
from kerasfront.backend.checks.lists import first, listed
from kerasfront.backend.gradient_list import GradientList
from kerasfront.backend.native import function_options
from kerasfront.backend.selection import current
from kerasfront.backend.types import is_list
from kerasfront.backend.updates import WholeStep, one_for_each
from kerasfront.backend.variables import dtype, is_tensor, is_variable, ndim
from kerasfront.errors import ArgumentError, ArgumentTypeError


def function(arguments: dict[str, Any]) -> Callable[[Any], Any] | None:
    """Make lists of inputs, outputs and updates, and one update of several of one variable.

    Lists among the outputs are spread out. For one tensor in the place of a list, the function returns one array.
    Options that the backend does not take are dropped with a warning.
    """
    outputs, single = arguments["outputs"], is_tensor(arguments["outputs"])
    arguments["inputs"] = listed("function: inputs", arguments["inputs"], "x")
    for x in arguments["inputs"]:
        if not is_tensor(x) or is_variable(x):
            raise ArgumentTypeError(
                "function: an input must be a placeholder of the backend in use, or a tensor that is computed from "
                f"others, got {x!r:.300}."
            )
    outputs = [outputs] if single else listed("function: outputs", outputs, "y")
    arguments["outputs"] = [x for part in outputs for x in (part if is_list(part) else [part])]
    updates: list[Any] = []
    for update in listed("function: updates", arguments["updates"], "K.update(x, new_x)"):
        if not (is_list(update) and len(update) == 2):
            raise ArgumentTypeError(
                f"function: an update must be a pair (variable, new value) as K.update returns it, got {update!r}."
            )
        if not is_variable(update[0]):
            raise ArgumentTypeError(f"function: only variables can be updated, got an update of {update[0]!r:.300}.")
        updates.append(update)
    arguments["updates"] = one_for_each(updates)
    options = arguments["kwargs"] = function_options(given := arguments["kwargs"])
    if given.keys() - options.keys():
        warnings.warn(dropped_options(given, options), stacklevel=3)
    return _of_one_output if single else None


def adam_step(arguments: dict[str, Any]) -> Callable[[Any], Any]:
    """Mark the update as one that changes other variables, too."""
    return WholeStep


def call_host(arguments: dict[str, Any]) -> None:
    """Refuse what does not hold floats."""
    if not (found := dtype(arguments["x"])).startswith("float"):
        raise ArgumentTypeError(f"call_host: x must hold floats, got {found}. K.cast makes floats of it.")


def dropped_options(given: Mapping[str, Any], options: Mapping[str, Any]) -> str:
    """Word the warning about options that the active backend does not take."""
    names = ", ".join(sorted(given.keys() - options.keys()))
    return f"The backend {current().name!r} does not take {names}, which is left out."


def _of_one_output(run: Callable[..., Any]) -> Callable[..., Any]:

    def run_one(values: Any) -> Any:
        return first(run(values))

    return run_one


def gradients(arguments: dict[str, Any]) -> Callable[[Any], Any]:
    """Refuse what does not hold floats; add up several losses, and make a list of one variable."""
    loss, variables = arguments["loss"], arguments["variables"]
    losses = [loss] if is_tensor(loss) else listed("gradients: loss", loss, "loss")
    variables = [variables] if is_tensor(variables) else listed("gradients: variables", variables, "x")
    for name, x in [*(("loss", x) for x in losses), *(("variables", x) for x in variables)]:
        if not dtype(x).startswith("float"):
            raise ArgumentTypeError(f"gradients: {name} must hold floats, got {dtype(x)}. K.cast makes floats of it.")
    if len(losses) > 1:
        losses = [reductions.sum(x) for x in losses]
    arguments.update(loss=sum(losses[1:], losses[0]), variables=variables)
    return GradientList


def has_gradient(arguments: dict[str, Any]) -> None:
    """Make a list of one variable."""
    variables = arguments["variables"]
    arguments["variables"] = [variables] if is_tensor(variables) else listed("has_gradient: variables", variables, "x")


def learning_phase_value(arguments: dict[str, Any]) -> None:
    """Refuse anything but 0 (test), 1 (train), or a scalar that is one of them."""
    value = arguments["value"]
    if not (is_tensor(value) and ndim(value) == 0) and value not in (0, 1):
        raise ArgumentError(f"The learning phase must be 0 (test) or 1 (train), got {arguments['value']!r}.")
