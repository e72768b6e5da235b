"""Factors of the learning rate for single layers and weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any, cast

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.errors import ArgumentError, ArgumentTypeError, near_misses


def by_name(multipliers: Any) -> dict[str, float]:
    """Convert the argument `lr_multipliers` to a dict with names of layers and weights as keys.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If it is not a dict from layers, weights or their names to numbers >= 0.
    """
    if multipliers is not None and not isinstance(multipliers, Mapping):
        raise ArgumentTypeError(
            "lr_multipliers must be a dict from layers, weights or their names to numbers, "
            f"got {multipliers!r} of type {type(multipliers).__name__}."
        )
    named = {_name(key): value for key, value in cast("Mapping[Any, Any]", multipliers or {}).items()}
    for name, value in named.items():
        if isinstance(value, bool) or not isinstance(value, Real) or not float(value) >= 0:
            raise ArgumentError(f"lr_multipliers: the factor of {name!r} must be a number >= 0, got {value!r}.")
    return {name: float(value) for name, value in named.items()}


def _name(key: Any) -> str:
    if K.is_variable(key):
        return weight_name(key)
    name = key if isinstance(key, str) else getattr(key, "name", None)
    if isinstance(name, str):
        return name
    raise ArgumentTypeError(f"lr_multipliers: a key must be a layer, a weight or the name of one, got {key!r}.")


def weight_name(weight: Tensor) -> str:
    """The name of a weight, without the number that some backends append after a colon."""
    return K.variable_name(weight).partition(":")[0]


def factors(
    multipliers: Mapping[str, float], params: Sequence[Tensor], layers: Mapping[str, Sequence[Tensor]]
) -> list[float]:
    """Look up the factor of each of `params`; 1 where none is given.

    Raises
    ------
    ArgumentError
        If a name is not that of a trainable layer or weight.
    """
    own = {weight_name(p): p for p in params}
    known = {*own, *layers}
    for name in multipliers:
        if name not in known:
            hint = near_misses(name, known)
            raise ArgumentError(f"lr_multipliers: no trainable layer or weight is named {name!r}. {hint}")
    found: dict[Tensor, float] = {}
    for name in sorted(multipliers, key=own.__contains__):  # single weights come last
        found.update(dict.fromkeys([own[name]] if name in own else layers[name], multipliers[name]))
    return [found.get(p, 1.0) for p in params]
