"""Values of variables and tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront.backend.feeding import Slot
from kerasfront.backend.types import RawTensor
from kerasfront_theano.library import theano
from kerasfront_theano.tensors import static_shape

__all__ = ["batch_get_value", "batch_set_value", "print_tensor"]


def batch_get_value(xs: RawTensor | Sequence[RawTensor]) -> list[np.ndarray]:
    return [x.get_value() for x in xs]


def batch_set_value(tuples: Sequence[tuple[RawTensor, Any]]) -> None:
    pairs = [(x, Slot(f"Variable {x.name!r}", static_shape(x), x.dtype).array(value)) for x, value in tuples]
    for x, value in pairs:
        x.set_value(value)


def print_tensor(x: RawTensor, message: str = "") -> RawTensor:
    return theano.printing.Print(message)(x)
