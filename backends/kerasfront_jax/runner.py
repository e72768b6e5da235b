"""Programs as functions that XLA compiles: one for each learning phase and each size of batches."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from kerasfront.backend.feeding import cut_batches
from kerasfront.backend.interrupts import uninterrupted
from kerasfront.backend.symbolic.library import Array, Results, State
from kerasfront_jax.batches import Loops
from kerasfront_jax.devices import our_numbers
from kerasfront_jax.indices import IndexCheck

NOT_TRACEABLE = (
    jax.errors.ConcretizationTypeError,
    jax.errors.NonConcreteBooleanIndexError,
    jax.errors.TracerArrayConversionError,
    jax.errors.TracerBoolConversionError,
    jax.errors.TracerIntegerConversionError,
)
"""What says that a shape, or a call of NumPy, depends on data. Such programs run operation by operation."""


class Runner:
    """A `kerasfront.backend.symbolic.library.Runner`.

    The arrays of variables that a program changes are handed over to XLA, which writes the new values into them. So
    what a run gives is kept before an interrupt can come, and nothing of a run is left to be computed when it returns:
    what was fed, which XLA reads where it lies, may change then.

    Parameters
    ----------
    program : Program
    """

    def __init__(self, program: Any) -> None:
        self._program = program
        self._check = IndexCheck(program)
        self._uncompiled: set[int] = set()  # learning phases
        self._compiled = functools.cache(lambda phase: jax.jit(functools.partial(self._run, phase), donate_argnums=0))
        self._loops = Loops(self._run)

    def __call__(self, phase: int, state: State, feeds: Sequence[np.ndarray]) -> Results:
        self._check(phase, state, feeds)
        with our_numbers(), uninterrupted():
            outputs, changed, streams = jax.block_until_ready(self._results(phase, state, feeds))
            self._program.keep(changed, streams)
            return Results([np.array(x) for x in outputs], changed, streams)

    def over_batches(
        self, phase: int, state: State, feeds: Sequence[np.ndarray], sizes: Sequence[int]
    ) -> tuple[list[list[Array]], list[Array], list[Array]]:
        for batch in cut_batches(feeds, sizes) if self._check.depends_on_data(phase) else [feeds]:
            self._check(phase, state, batch)
        outputs: list[list[Array]] = []
        stop = 0
        for size, same in itertools.groupby(sizes):
            count = len(list(same))
            start, stop = stop, stop + count * size
            found, state = self._equal(phase, state, [x[start:stop] if x.ndim else x for x in feeds], size, count)
            outputs += found
        return outputs, list(state.changed), list(state.streams)

    def _results(self, phase: int, state: State, feeds: Sequence[np.ndarray]) -> Results:
        if phase not in self._uncompiled:
            try:
                return self._compiled(phase)(*state, list(feeds))
            except NOT_TRACEABLE:
                self._uncompiled.add(phase)
        return self._run(phase, *state, [jnp.array(x) for x in feeds])

    def _run(self, phase: int, changed: Any, read: Any, streams: Any, feeds: Any) -> Results:
        """The program; but no two variables share an array afterwards, as the next run hands it over."""
        outputs, new, moved = self._program(phase, State(changed, read, streams), feeds)
        taken = {id(x) for x in (*changed, *read, *feeds, *outputs)}
        for i, value in enumerate(new):
            new[i] = jnp.copy(value) if id(value) in taken else value
            taken.add(id(value))
        return Results(outputs, new, moved)

    def _equal(
        self, phase: int, state: State, feeds: Sequence[np.ndarray], size: int, count: int
    ) -> tuple[list[list[Array]], State]:
        """Run batches of one size."""
        if count > 1 and size and phase not in self._uncompiled:
            try:
                batches = [x.reshape(count, size, *x.shape[1:]) if x.ndim else x for x in feeds]
                return self._loops(phase, state, batches, count, self._program.keep)
            except NOT_TRACEABLE:
                self._uncompiled.add(phase)
        outputs: list[list[Array]] = []
        for batch in cut_batches(feeds, [size] * count):
            results = self(phase, state, batch)
            outputs.append(results.outputs)
            state = State(results.changed, state.read, results.streams)
        return outputs, state
