"""Values of variables and tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront.backend.feeding import Slot
from kerasfront.backend.types import RawTensor
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.state import state_of
from kerasfront_tensorflow.tensors import dtype_name, graph_op, static_shape

__all__ = ["batch_get_value", "batch_set_value", "print_tensor"]


def batch_get_value(xs: RawTensor | Sequence[RawTensor]) -> list[np.ndarray]:
    return state_of(*xs).executor.values(list(xs)) if xs else []


def batch_set_value(tuples: Sequence[tuple[RawTensor, Any]]) -> None:
    pairs = [(x, Slot(f"Variable {x.name!r}", static_shape(x), dtype_name(x)).array(value)) for x, value in tuples]
    if pairs:
        state_of(*[x for x, _ in pairs]).executor.assign(pairs)


@graph_op
def print_tensor(x: RawTensor, message: str = "") -> RawTensor:
    with tf.control_dependencies([tf.print(message, x)]):
        return tf.identity(x)
