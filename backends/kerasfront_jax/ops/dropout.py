"""Dropout as one operation."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from kerasfront.backend.symbolic.evaluation import Values
from kerasfront.backend.symbolic.library import Array
from kerasfront.backend.symbolic.loops import steps
from kerasfront.backend.symbolic.nodes import Computation
from kerasfront.backend.symbolic.tensors import Stream, Tensor
from kerasfront_jax.library import key
from kerasfront_jax.ops import compiled

CALL = "KerasfrontDropout"


def runs(dtype: Any) -> bool:
    """Whether dropout of such a tensor can be one operation on this machine."""
    return dtype == "float32" and compiled.load("dropout", CALL)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def dropout(level: float, x: Any, key: Any) -> Any:
    """See `K.dropout`. key: two numbers of 32 bits that determine the draws."""
    of_16_bits = min(round(level * 2**16), 2**16 - 1)
    call = jax.ffi.ffi_call(CALL, jax.ShapeDtypeStruct(x.shape, x.dtype), vmap_method="sequential")
    return call(x, key, level=np.int64(of_16_bits), scale=np.float32(1.0 / (1.0 - level)))


def _forward(level, x, key):
    return dropout(level, x, key), key


def _backward(level, key, by):
    return dropout(level, by, key), None


dropout.defvjp(_forward, _backward)


class DropoutCall(Computation):
    """Dropout that draws its mask itself."""

    def __init__(self, x: Tensor, level: float, stream: Stream) -> None:
        super().__init__((x, stream, *steps()), (x.shape, x.dtype))
        self._level = level

    def compute(self, values: Values) -> Sequence[Array]:
        x, stream, *numbers = (values[tensor] for tensor in self.inputs)
        values.drawn.add(self.inputs[1])
        return [dropout(self._level, jnp.asarray(x), jax.random.key_data(key(stream, numbers)))]
