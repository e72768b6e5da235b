"""Compiled functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from typing import Any

import numpy as np

from kerasfront.backend.empty_tensors import explain
from kerasfront.backend.feeding import Slot, SparseSlot, check_count, cut_batches, dense
from kerasfront.backend.symbolic.evaluation import ancestors
from kerasfront.backend.symbolic.graph import Graph
from kerasfront.backend.symbolic.program import Program
from kerasfront.backend.symbolic.tensors import Phase, Tensor


class Function:
    """Checks arrays, runs a program on them, and keeps the new values of variables.

    The parameters are those of `kerasfront.backend.function`, and the graph if there is no tensor that belongs to one.

    Attributes
    ----------
    inputs : list of tensors
    explains : bool
        Whether to look for the cause of an error.
    """

    explains = True

    def __init__(
        self,
        inputs: Sequence[Tensor],
        outputs: Sequence[Any],
        updates: Sequence[Sequence[Any]] = (),
        graph: Graph | None = None,
    ) -> None:
        graph = next((x.graph for x in (*inputs, *outputs) if isinstance(x, Tensor)), graph)
        self._graph: Any = graph
        self.inputs = list(inputs)
        self._slots = [_slot(x, position) for position, x in enumerate(inputs)]
        self._at = next((i for i, x in enumerate(inputs) if isinstance(x, Phase)), None)
        self._program = Program(self._graph, [x for x in inputs if not isinstance(x, Phase)], outputs, updates)
        self._run = self._graph.library.compile(self._program)

    def __call__(self, values: Sequence[Any]) -> list[np.ndarray]:
        check_count(self.inputs, values)
        phase, arrays = self._split(slot.array(value) for slot, value in zip(self._slots, values))
        program = self._program
        try:
            with self._lock():
                outputs, changed, streams = self._run(phase, program.state, arrays)
                program.keep(changed, streams)
            return [self._graph.library.to_numpy(x) for x in outputs]
        except Exception as error:
            self._explain(error, values)
            raise

    def over_batches(self, given: Sequence[Any], sizes: Sequence[int]) -> list[list[np.ndarray]]:
        """The outputs of each batch, of arrays that hold the samples of all batches."""
        check_count(self.inputs, given)
        slots = [slot.of_all_batches if isinstance(slot, Slot) else slot for slot in self._slots]
        phase, arrays = self._split(slot.array(value) for slot, value in zip(slots, given))
        program = self._program
        try:
            with self._lock():
                outputs, changed, streams = self._run.over_batches(phase, program.state, arrays, sizes)
                program.keep(changed, streams)
            return [[self._graph.library.to_numpy(x) for x in batch] for batch in outputs]
        except Exception as error:
            self._explain(error, *cut_batches(given, sizes))
            raise

    def _lock(self) -> Any:
        """The lock of the graph; but what waits for another thread must not let that one wait for it."""
        return nullcontext() if self._program.waits else self._graph.lock

    def _split(self, values: Iterable[Any]) -> tuple[int, list[np.ndarray]]:
        """The learning phase, 0 if it is no input, and the other arrays."""
        arrays = [dense(value) if hasattr(value, "toarray") else value for value in values]
        return (0 if self._at is None else int(arrays.pop(self._at))), arrays

    def _explain(self, error: Exception, *batches: Sequence[Any]) -> None:
        """Raise an error that says more than `error`, if the inputs of the call tell the cause."""
        if self.explains:
            explain(error, self._is_within, lambda x: self._shapes(x, batches))

    def _is_within(self, x: Any) -> bool:
        return isinstance(x, Tensor) and x.graph is self._graph and x in set(ancestors(self._program.computed))

    def _shapes(self, x: Any, batches: Sequence[Sequence[Any]]) -> Iterable[np.ndarray]:
        """The sizes of a tensor in calls with these inputs."""
        sizes = self._graph.apply("shape", x, shape=(len(x.shape),), dtype="int32")
        probe = Function(self.inputs, [sizes])
        probe.explains = False
        return (probe(batch)[0] for batch in batches)


def _slot(x: Tensor, position: int) -> Any:
    name = f"Input {x.name or position!r}"
    return SparseSlot(name, x.dtype) if x.sparse else Slot(name, x.shape, x.dtype)
