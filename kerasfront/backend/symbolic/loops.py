"""Loops over time."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from kerasfront.backend.symbolic.evaluation import Values, evaluate, frontier
from kerasfront.backend.symbolic.library import Array
from kerasfront.backend.symbolic.nodes import Computation
from kerasfront.backend.symbolic.shapes import agreed
from kerasfront.backend.symbolic.tensors import Placeholder, Tensor

_steps: ContextVar[tuple[Tensor, ...]] = ContextVar("kerasfront_symbolic_loops", default=())


def steps() -> tuple[Tensor, ...]:
    """The numbers of the steps of the loops under construction, the outermost first."""
    return _steps.get()


@contextmanager
def _within(number: Tensor) -> Generator[None]:
    token = _steps.set((*_steps.get(), number))
    try:
        yield
    finally:
        _steps.reset(token)


class Scan(Computation):
    """A loop; its results are the first state after each step, and all states after the last one.

    The body is a graph of its own. What it needs of the graph around is computed once, before the loop.
    """

    def __init__(
        self,
        step: Callable[[list[Tensor], list[Tensor]], Sequence[Tensor]],
        sequences: Sequence[Tensor],
        states: Sequence[Tensor],
    ) -> None:
        graph = states[0].graph
        self._sequences, self._states = list(sequences), list(states)
        self._number = Placeholder(graph, (), "int64", "step")
        self._items = [Placeholder(graph, x.shape[1:], x.dtype) for x in sequences]
        self._before = [Placeholder(graph, x.shape, x.dtype) for x in states]
        with _within(self._number):
            self._after = list(step(list(self._items), list(self._before)))
        outside = frontier(self._after, {self._number, *self._items, *self._before})
        length = agreed(*(x.shape[0] for x in sequences))
        each_step = (length, *states[0].shape), states[0].dtype
        super().__init__((*sequences, *states, *outside), each_step, *((x.shape, x.dtype) for x in states))

    def compute(self, values: Values) -> Sequence[Array]:
        asarray = values.library.asarray

        def body(number: Array, states: Sequence[Array], items: Sequence[Array]) -> list[Array]:
            placeholders = [self._number, *self._before, *self._items]
            inner = values.inner(zip(placeholders, [number, *states, *items]))
            return [asarray(x) for x in evaluate(self._after, inner)]

        states, sequences = ([asarray(values[x]) for x in part] for part in (self._states, self._sequences))
        each_step, last = values.library.scan(body, states, sequences)
        return [each_step, *last]
