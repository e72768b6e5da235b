"""Programs that nothing compiles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront.backend.feeding import cut_batches
from kerasfront.backend.symbolic.library import Array, Results, State


class Direct:
    """A `Runner` for libraries that compute at once.

    program : Program
    """

    def __init__(self, program: Any) -> None:
        self._program = program

    def __call__(self, phase: int, state: State, feeds: Sequence[np.ndarray]) -> Results:
        return self._program(phase, state, feeds)

    def over_batches(
        self, phase: int, state: State, feeds: Sequence[np.ndarray], sizes: Sequence[int]
    ) -> tuple[list[list[Array]], list[Array], list[Array]]:
        """One batch after the other."""
        outputs: list[list[Array]] = []
        for batch in cut_batches(feeds, sizes):
            results = self(phase, state, batch)
            outputs.append(results.outputs)
            state = State(results.changed, state.read, results.streams)
        return outputs, list(state.changed), list(state.streams)
