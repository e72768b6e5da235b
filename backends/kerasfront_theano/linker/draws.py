"""Random numbers: those that Theano draws in C, and those that are equal on all backends."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from kerasfront.backend import portable_random
from kerasfront_theano.compat.mrg31k3p import advance
from kerasfront_theano.library import theano
from kerasfront_theano.linker.translation import numbers, while_running
from kerasfront_theano.rng import DrawNumbers

UNROLLED = 4
"""Numbers that one step of the loop draws from each stream."""


@while_running
def _uniform(node: Any, state: Any, size: Any) -> tuple[Any, Any]:
    shape, dtype, streams = numbers(size), node.outputs[1].type.dtype, state.shape[0]
    whole, rest = divmod(int(np.prod(shape, dtype="int64")), streams)
    columns = tuple(lax.bitcast_convert_type(jnp.asarray(state), "uint32").T)
    drawn = []
    if whole:
        columns, blocks = lax.scan(
            lambda columns, _: advance(columns, dtype, streams, jnp.where), columns, None, whole, unroll=UNROLLED
        )
        drawn.append(blocks.ravel())
    if rest:
        columns, block = advance(columns, dtype, rest, jnp.where)
        drawn.append(block[:rest])
    state = lax.bitcast_convert_type(jnp.stack(columns, 1), "int32")
    return state, jnp.concatenate([*drawn, jnp.zeros(0, dtype)]).reshape(shape)


@while_running
def _portable(node: Any, key: Any, sizes: Any) -> Any:
    op, shape = node.op, numbers(sizes)
    made = jax.ShapeDtypeStruct(shape, op.dtype)

    def draw(key: Any) -> np.ndarray:
        return portable_random.draw(op.kind, op.dtype, np.asarray(key), shape, op.part)

    return jax.pure_callback(draw, made, key)


OPERATIONS = {theano.sandbox.rng_mrg.mrg_uniform: _uniform, DrawNumbers: _portable}
