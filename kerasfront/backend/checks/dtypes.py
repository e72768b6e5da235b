"""One rule for the types of operands, so that adapters receive what every library computes with.

- Arithmetic on bools and on integers of fewer than 32 bits is done in 'int32'.
- Functions that give fractions (exp, mean, ...) compute integers and bools in `floatx()`.
- Operands of different types meet at the widest float type among them, else at the type that NumPy's promotion gives.
  Python numbers and arrays take the type of the tensors beside them; fractions beside integers make all `floatx()`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import kerasfront.backend.settings as settings
from kerasfront.backend.op import Check
from kerasfront.backend.types import Dtype, Tensor
from kerasfront.backend.variables import cast, dtype, is_sparse, is_tensor

_NARROW = ("bool", "int8", "int16", "uint8", "uint16")


def number(arguments: dict[str, Any]) -> None:
    """Make `x` a tensor to calculate with."""
    arguments["x"] = _as(arguments["x"], _wide(_dtype(arguments["x"])))


def floating(arguments: dict[str, Any]) -> None:
    """Make `x` a tensor of floats."""
    given = _dtype(arguments["x"])
    arguments["x"] = _as(arguments["x"], given if given.startswith("float") else settings.floatx())


def pair(first: str, second: str) -> Check:
    """Check that gives two arguments, tensors or numbers, one type."""

    def check(arguments: dict[str, Any]) -> None:
        values = [arguments[first], arguments[second]]
        target = _wide(common(values))
        arguments[first], arguments[second] = (_as(value, target) for value in values)

    return check


def alike(values: Sequence[Tensor]) -> list[Tensor]:
    """The tensors in one common type."""
    target = common(values)
    return [_as(value, target) for value in values]


def common(values: Sequence[Any]) -> Dtype:
    """The type in which tensors, numbers and arrays meet."""
    tensors = [_dtype(value) for value in values if is_tensor(value)]
    others = [_dtype(value) for value in values if not is_tensor(value)]
    floats = [name for name in tensors if name.startswith("float")]
    if floats:
        return np.result_type(*floats).name
    if not tensors or any(name.startswith("float") for name in others):
        return settings.floatx()
    return np.result_type(*tensors).name


def _dtype(value: Any) -> Dtype:
    return dtype(value) if is_tensor(value) else np.asarray(value).dtype.name


def _wide(name: Dtype) -> Dtype:
    return "int32" if name in _NARROW else name


def _as(value: Any, name: Dtype) -> Any:
    if not is_tensor(value):
        return np.asarray(value, name)
    return value if is_sparse(value) or dtype(value) == name else cast(value, name)
