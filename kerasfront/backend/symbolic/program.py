"""The computation of a function as a pure function of arrays, which a library may compile as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront.backend.feeding import check_given
from kerasfront.backend.symbolic.differentiation import Gradient
from kerasfront.backend.symbolic.evaluation import Values, ancestors, evaluate, is_result
from kerasfront.backend.symbolic.graph import Graph
from kerasfront.backend.symbolic.library import Array, Results, State
from kerasfront.backend.symbolic.nodes import Call
from kerasfront.backend.symbolic.tensors import Phase, Placeholder, Stream, Tensor, Variable


class Program:
    """A pure function ``(phase, state, feeds) -> results``.

    Parameters
    ----------
    graph : Graph
    inputs : list of tensors
        What is fed, the learning phase left out.
    outputs : list of tensors
    updates : list of pairs (variable, new value)

    Attributes
    ----------
    inputs, outputs : list of tensors
    changed, read, streams : list of variables
        What the state consists of.
    waits : bool
        Whether it calls Python, which may wait there for another thread.
    """

    def __init__(
        self, graph: Graph, inputs: Sequence[Tensor], outputs: Sequence[Any], updates: Sequence[Sequence[Any]] = ()
    ) -> None:
        self.graph, self.inputs = graph, list(inputs)
        self.outputs = [graph.tensor(x) for x in outputs]
        changes = [change for update in updates for change in _changes(*update)]
        self.changed: list[Any] = [variable for variable, _ in changes]
        self._new = [graph.tensor(new) for _, new in changes]
        order = ancestors([*self.outputs, *self._new], set(inputs))
        used = [x for x in order if isinstance(x, Variable) and x not in set(self.changed)]
        self.read = [x for x in used if not isinstance(x, Stream)]
        self.streams = [x for x in used if isinstance(x, Stream)]
        # Those that come last first: they compute what the others need, too.
        self._gradients = [x for x in reversed(order) if is_result(x) and isinstance(x.node, Gradient)]
        self.waits = any(is_result(x) and isinstance(x.node, Call) and x.node.kernel == "call_host" for x in order)
        self._phase = next((x for x in order if isinstance(x, Phase)), None)
        missing = [x for x in order if isinstance(x, Placeholder) and x not in set(inputs) and x is not self._phase]
        check_given([x.name or repr(x) for x in missing])

    @property
    def computed(self) -> list[Tensor]:
        """All outputs and new values."""
        return [*self.outputs, *self._new]

    @property
    def state(self) -> State:
        """The present values of the variables."""
        return State(*([x.value for x in part] for part in (self.changed, self.read, self.streams)))

    def keep(self, changed: Sequence[Array], streams: Sequence[Array]) -> None:
        """Give the variables their new values."""
        for part, values in ((self.changed, changed), (self.streams, streams)):
            for x, value in zip(part, values):
                x.value = value

    def __call__(self, phase: int, state: State, feeds: Sequence[Array]) -> Results:
        """Compute outputs and new values; nothing is changed."""
        library, values = self.graph.library, self._given(phase, state, feeds)
        evaluate([*self._gradients, *self.computed], values)
        outputs = [library.asarray(values[x]) for x in self.outputs]
        new = [self._fitted(x, values[tensor]) for x, tensor in zip(self.changed, self._new)]
        moved = np.array([0, 1], "int64")
        streams = [s + moved if x in values.drawn else s for x, s in zip(self.streams, state.streams)]
        return Results(outputs, new, streams)

    def evaluate(self, phase: int, state: State, feeds: Sequence[Array], tensors: Sequence[Tensor]) -> list[Array]:
        """Compute tensors on the way to the outputs; nothing is changed."""
        return evaluate(tensors, self._given(phase, state, feeds))

    def _given(self, phase: int, state: State, feeds: Sequence[Array]) -> Values:
        given = list(zip(self.inputs, feeds))
        for part, arrays in zip((self.changed, self.read, self.streams), state):
            given += zip(part, arrays)
        if self._phase is not None:
            given.append((self._phase, np.array(phase, "uint8")))
        return Values(self.graph.library, given)

    def _fitted(self, variable: Variable, value: Array) -> Array:
        """A new value in the type and shape of a variable."""
        array = self.graph.library.asarray(value).astype(variable.dtype)
        return self.graph.kernels["broadcast_to"](array, variable.shape)


def _changes(variable: Any, new: Any) -> list[tuple[Any, Any]]:
    """What an update changes: its variable, and others if that is computed by a step of all of them."""
    return [(variable, new), *(new.node.updates if is_result(new) else ())]
