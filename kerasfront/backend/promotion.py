"""In which type operands meet: one rule, of types alone, for the operations of K and for the operators of tensors.

- Arithmetic on bools and on integers of fewer than 32 bits is done in 'int32'.
- Operands of different types meet at the widest float type among the tensors, else at the type that NumPy's promotion
  gives. Numbers and arrays take the type of the tensors beside them; fractions beside integers make all `floatx()`.
- Division, and functions that give fractions, compute integers and bools in `floatx()`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

import kerasfront.backend.settings as settings
from kerasfront.backend.types import Dtype

_NARROW = ("bool", "int8", "int16", "uint8", "uint16")


def meeting(tensors: Sequence[Dtype], others: Iterable[Dtype] = ()) -> Dtype:
    """The type in which tensors meet the numbers and arrays beside them, as it is, however narrow."""
    floats = [name for name in tensors if name.startswith("float")]
    if floats:
        return promoted(floats)
    if not tensors or any(name.startswith("float") for name in others):
        return settings.floatx()
    return promoted(tensors)


def promoted(names: Iterable[Dtype]) -> Dtype:
    """The type that NumPy's promotion gives."""
    found: Any = np.result_type(*names)
    return found.name


def wide(name: Dtype) -> Dtype:
    """A type to calculate in."""
    return "int32" if name in _NARROW else name


def floating(name: Dtype) -> Dtype:
    """A type of fractions."""
    return name if name.startswith("float") else settings.floatx()
