"""The protocol between the symbolic graph and an array library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias

import numpy as np

from kerasfront.backend.types import Dtype

Array: TypeAlias = Any
"""An array of the library, or one of NumPy's where the value is known while a program is built."""

Body: TypeAlias = Callable[[Array, Sequence[Array], Sequence[Array]], list[Array]]
"""(number of the step, states, items) -> new states."""


class State(NamedTuple):
    """The values of the variables that a program uses.

    Attributes
    ----------
    changed : list of arrays
        Of the variables that it changes; nothing else needs these arrays after a run.
    read : list of arrays
        Of the other variables.
    streams : list of arrays
        Of the random streams: pairs of a seed and the number of the run, 'int64'.
    """

    changed: Sequence[Array]
    read: Sequence[Array]
    streams: Sequence[Array]


class Results(NamedTuple):
    """The results of a run of a program.

    Attributes
    ----------
    outputs : list of arrays
    changed, streams : list of arrays
        New values, in the order of `State`. A stream from which the run draws nothing stays as it is.
    """

    outputs: list[Array]
    changed: list[Array]
    streams: list[Array]


class Runner(Protocol):
    """Runs a program; what `Library.compile` gives. Calls do not overlap: the caller holds a lock."""

    def __call__(self, phase: int, state: State, feeds: Sequence[np.ndarray]) -> Results:
        """Run the program once; the learning phase is 0 or 1."""
        ...

    def over_batches(
        self, phase: int, state: State, feeds: Sequence[np.ndarray], sizes: Sequence[int]
    ) -> tuple[list[list[Array]], list[Array], list[Array]]:
        """Run it for several batches: (outputs of each batch, `changed` and `streams` after the last one).

        The feeds hold one batch after the other, of these numbers of samples; feeds without axes go to each batch.
        """
        ...


class Library(Protocol):
    """An array library, as an adapter hands it over."""

    def asarray(self, value: Any) -> Array:
        """The library's array of a value; arrays of its own, also those within its transformations, are left alone."""
        ...

    def to_numpy(self, array: Array) -> np.ndarray:
        """A copy that belongs to the caller."""
        ...

    def compile(self, program: Any) -> Runner:
        """Prepare a `Program`, which is a pure function, to be run."""
        ...

    def compile_time(self, function: Callable[..., Array], arrays: Sequence[np.ndarray]) -> np.ndarray:
        """A function of arrays of NumPy, computed at once, also while a program is being compiled."""
        ...

    def host_call(
        self, function: Callable[..., np.ndarray], arrays: Sequence[Array], shape: Any, dtype: Dtype
    ) -> Array:
        """A function on arrays of NumPy, called whenever the program runs; `shape` is that of its result."""
        ...

    def zeros_like(self, array: Array) -> Array:
        """Zeros of the shape and type of an array."""
        ...

    def scan(self, body: Body, states: Sequence[Array], sequences: Sequence[Array]) -> tuple[Array, Sequence[Array]]:
        """Loop over the first axis of the sequences: (first state after each step, all states after the last step).

        Sequences may have no items. A new state may have to be broadcast to the shape of the state before.
        """
        ...

    def cond(self, condition: Array, then: Callable[[], Array], otherwise: Callable[[], Array]) -> Array:
        """Compute one of two arrays. It is asked only if the condition is not known while the program is compiled."""
        ...

    def vjp(
        self, function: Callable[[Sequence[Array]], tuple[Array, list[Array]]], arrays: Sequence[Array]
    ) -> tuple[Sequence[Array], list[Array]]:
        """Gradients of a scalar by arrays, and the other arrays that `function` gives beside it, freed of tracing.

        `function` gives both (scalar, others); it is called once.
        """
        ...

    def draw(self, kind: str, shape: Sequence[int], dtype: Dtype, stream: Array, steps: Sequence[Array]) -> Array:
        """Random numbers of kind 'uniform', [0, 1), or 'normal', of mean 0 and deviation 1.

        They depend on nothing but the arguments: a stream, see `State`, and the numbers of the steps of the loops
        around, the outermost loop first.
        """
        ...
