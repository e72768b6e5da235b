"""Several batches in one call, by a loop that XLA runs."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from kerasfront.backend.interrupts import uninterrupted
from kerasfront.backend.symbolic.library import Array, Results, State
from kerasfront_jax.devices import our_numbers

MOST_BATCHES, MOST_BYTES = 256, 2**24
"""Largest number of batches in a call. One compiled loop does for all numbers: it ends where there are fewer."""

ALIGNMENT = 64
"""Alignment in bytes of arrays that XLA reads where they lie."""

Run = Callable[[int, Any, Any, Any, Any], Results]
"""(learning phase, the arrays of `State`, feeds) -> results."""


class Loops:
    """The loops for batches of several sizes.

    Parameters
    ----------
    run : callable
        What is done with a batch.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._made: dict[Any, tuple[int, Any]] = {}

    def __call__(
        self,
        phase: int,
        state: State,
        batches: Sequence[np.ndarray],
        count: int,
        keep: Callable[[Sequence[Array], Sequence[Array]], None],
    ) -> tuple[list[list[Array]], State]:
        """Run all batches: (outputs of each, state after the last one).

        batches: feeds, (count, samples, ...); those without axes go to each batch. keep: gets the new values of the
        variables that the program changes, and of streams, before an interrupt can come.
        """
        outputs: list[list[Array]] = []
        with our_numbers():
            capacity, loop = self._loop(phase, state, batches)
            for start in range(0, count, capacity):
                number = min(capacity, count - start)
                feeds = [_filled(x[start : start + number], capacity) if x.ndim else x for x in batches]
                with uninterrupted():
                    found = loop(state.changed, state.read, state.streams, np.int32(number), feeds)
                    made, changed, streams = jax.block_until_ready(found)
                    keep(changed, streams)
                outputs += _by_batch(made, number)
                state = State(changed, state.read, streams)
        return outputs, state

    def _loop(self, phase: int, state: State, batches: Sequence[np.ndarray]) -> tuple[int, Any]:
        """Number of batches in a loop, and the loop: (arrays of the state, number of batches, batches) -> results."""
        key = phase, *(x.shape[1:] for x in batches)
        if key not in self._made:
            run = jax.jit(functools.partial(self._run, phase))
            first = [x[0] if x.ndim else x for x in batches]
            outputs = jax.eval_shape(run, *state, first).outputs
            size = sum(x.nbytes for x in first) + sum(x.size * x.dtype.itemsize for x in outputs)
            capacity = max(2, min(MOST_BATCHES, MOST_BYTES // max(size, 1)))
            looped = functools.partial(_over, run, outputs, capacity)
            self._made[key] = capacity, jax.jit(looped, donate_argnums=0)
        return self._made[key]


def _over(
    run: Callable[..., Results],
    like: Sequence[Any],
    capacity: int,
    changed: Any,
    read: Any,
    streams: Any,
    count: Any,
    batches: Any,
) -> Results:
    """Run the first `count` of the batches."""

    def step(number: Any, carried: Any) -> Any:
        held, changed, streams = carried
        batch = [lax.dynamic_index_in_dim(x, number, keepdims=False) if x.ndim else x for x in batches]
        outputs, changed, streams = run(changed, read, streams, batch)
        held = [lax.dynamic_update_index_in_dim(all_of_it, x, number, 0) for all_of_it, x in zip(held, outputs)]
        return held, changed, streams

    held = [jnp.zeros((capacity, *x.shape), x.dtype) for x in like]
    return Results(*lax.fori_loop(0, count, step, (held, changed, streams)))


def _by_batch(made: Sequence[Array], count: int) -> list[list[np.ndarray]]:
    arrays = [np.array(x) if len(x) == count else np.asarray(x)[:count].copy() for x in made]
    return [[x[i] for x in arrays] for i in range(count)]


def _filled(array: np.ndarray, length: int) -> np.ndarray:
    """An array of so many items, the first of which are given; XLA does not read the others."""
    if len(array) == length:
        return array
    shape = (length, *array.shape[1:])
    size = length * array[0].nbytes
    memory = np.empty(size + ALIGNMENT, "uint8")
    start = -memory.ctypes.data % ALIGNMENT
    filled = memory[start : start + size].view(array.dtype).reshape(shape)
    filled[: len(array)] = array
    return filled
