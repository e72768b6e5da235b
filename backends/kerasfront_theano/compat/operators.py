"""Operators of tensors that refuse what belongs to other libraries, and keep the type of floats beside numbers."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import theano

from kerasfront.backend.foreign_tensors import OPERATORS, refusing_foreign

F = TypeVar("F", bound=Callable[..., Any])


def replace_operators() -> None:
    """Replace the operators of Theano's tensors."""
    operators = next(kind for kind in theano.tensor.TensorVariable.__mro__ if "__add__" in vars(kind))
    for name in OPERATORS:
        if hasattr(operators, name):
            operator = getattr(operators, name)
            operator = operator if name == "__getitem__" else _keeping_type(operator)
            setattr(operators, name, refusing_foreign(operator))


def _keeping_type(operator: F) -> F:
    """An operator in which numbers take the type of the floats beside them; Theano would make float32 of float16."""

    @functools.wraps(operator)
    def kept(x: Any, *others: Any) -> Any:
        if getattr(x, "dtype", "").startswith("float"):
            others = tuple(np.asarray(y, x.dtype) if type(y) in (int, float) else y for y in others)
        return operator(x, *others)

    return kept  # type: ignore[return-value]
