"""A step of Adam in one pass over the weights. XLA makes three of it on processors, one for each new value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp

from kerasfront.backend.symbolic.evaluation import Values
from kerasfront.backend.symbolic.library import Array
from kerasfront.backend.symbolic.nodes import Computation
from kerasfront.backend.symbolic.tensors import Tensor
from kerasfront_jax.ops import compiled

CALL = "KerasfrontAdam"


class AdamCall(Computation):
    """The new p, m and v."""

    def __init__(self, p: Tensor, m: Tensor, v: Tensor, g: Tensor, *numbers: Tensor) -> None:
        super().__init__((p, m, v, g, *numbers), *[(p.shape, p.dtype)] * 3)

    def compute(self, values: Values) -> Sequence[Array]:
        p = jnp.asarray(values[self.inputs[0]])
        arrays = [jnp.asarray(values[x], p.dtype) for x in self.inputs]
        if p.dtype != "float32" or not compiled.load("adam", CALL):
            return _by_parts(*arrays)
        made = [jax.ShapeDtypeStruct(p.shape, p.dtype)] * 3
        own = {i: i for i in range(3)}
        return jax.ffi.ffi_call(CALL, made, vmap_method="sequential", input_output_aliases=own)(*arrays)


def _by_parts(p: Any, m: Any, v: Any, g: Any, rate: Any, beta_1: Any, beta_2: Any, epsilon: Any) -> Sequence[Any]:
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g * g
    return p - rate * m / (jnp.sqrt(v) + epsilon), m, v
