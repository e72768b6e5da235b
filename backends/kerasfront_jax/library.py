"""JAX, as the symbolic graph needs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from kerasfront.backend.symbolic.library import Array, Body
from kerasfront_jax.devices import our_numbers
from kerasfront_jax.runner import Runner


class Library:
    """The hooks of the graph: programs become functions that XLA compiles."""

    def asarray(self, value: Any) -> Array:
        if isinstance(value, jax.Array):
            return value
        with our_numbers():
            return jnp.asarray(value)

    def to_numpy(self, array: Array) -> np.ndarray:
        return array if isinstance(array, np.ndarray) else np.array(array)  # runs give NumPy's own

    def compile(self, program: Any) -> Runner:
        return Runner(program)

    def compile_time(self, function: Callable[..., Array], arrays: Sequence[np.ndarray]) -> np.ndarray:
        with our_numbers(), jax.ensure_compile_time_eval():
            return np.asarray(function(*map(jnp.asarray, arrays)))

    def host_call(self, function: Callable[..., np.ndarray], arrays: Sequence[Array], shape: Any, dtype: str) -> Array:
        def call(*values: Array) -> np.ndarray:
            return function(*map(np.asarray, values))

        return jax.pure_callback(call, jax.ShapeDtypeStruct(tuple(shape), dtype), *arrays, vmap_method="sequential")

    def zeros_like(self, array: Array) -> Array:
        return jnp.zeros_like(array)

    def scan(self, body: Body, states: Sequence[Array], sequences: Sequence[Array]) -> tuple[Array, Sequence[Array]]:
        def step(carry: Any, items: Sequence[Array]) -> Any:
            number, *before = carry
            after = [jnp.broadcast_to(x, y.shape) for x, y in zip(body(number, before, items), before)]
            return (number + 1, *after), after[0]

        (_, *last), each_step = lax.scan(step, (jnp.int64(0), *states), list(sequences))
        return each_step, last

    def cond(self, condition: Array, then: Callable[[], Array], otherwise: Callable[[], Array]) -> Array:
        return lax.cond(condition != 0, then, otherwise)

    def vjp(
        self, function: Callable[[Sequence[Array]], tuple[Array, list[Array]]], arrays: Sequence[Array]
    ) -> tuple[Sequence[Array], list[Array]]:
        loss, backward, others = jax.vjp(function, list(arrays), has_aux=True)
        return backward(jnp.ones_like(loss))[0], others

    def draw(self, kind: str, shape: Sequence[int], dtype: str, stream: Array, steps: Sequence[Array]) -> Array:
        return DRAWS[kind](key(stream, steps), tuple(shape), dtype)


DRAWS = {"uniform": jax.random.uniform, "normal": jax.random.normal}


def key(stream: Array, steps: Sequence[Array]) -> Array:
    """The key of the draws of a random operation in a run, and in a step of each of the loops around it."""
    found = jax.random.key(stream[0])
    for number in (stream[1], *steps):
        found = jax.random.fold_in(found, number)
    return found
