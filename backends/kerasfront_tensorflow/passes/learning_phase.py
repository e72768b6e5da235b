"""The graph as it is in one learning phase: without choices by the phase, and without what they leave out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kerasfront_tensorflow.execution.subgraph import Subgraph, ancestors
from kerasfront_tensorflow.library import tf


class SubgraphInPhase(Subgraph):
    """The part of the graph that computes some tensors in one learning phase.

    `tf.cond` consists of a Switch for each tensor that a branch takes, whose outputs in the other branch are dead, and
    a Merge for each result. Gradients with respect to what both branches take add zeros for the dead one; they go, too.
    Choices in the steps of a loop stay, because the loops of their gradients depend on both branches.

    Parameters
    ----------
    tensors : iterable of tensors
    phase : tensor
        The learning phase.
    value : int
        1 for training, else 0.
    """

    def __init__(self, tensors: Iterable[Any], phase: Any, value: int) -> None:
        self.known = [(phase, value)]
        self._taken = 1 if value else 0
        self._replacements: dict[str, Any] = {}  # by names of tensors and operations, those that take their place
        self._phases = {phase.name}
        self._zeros: set[str] = set()
        self._dead: set[str] = set()  # names of tensors and of operations
        for operation in ancestors(tensors):
            self._learn(operation)

    def source(self, x: Any) -> Any:
        return self._replacements.get(x.name, x)

    def inputs(self, operation: Any) -> Sequence[Any]:
        found = [self.source(x) for x in operation.inputs]
        if operation.type != "AddN":
            return found
        return [x for x in found if x.name not in self._zeros] or found[:1]

    def control_inputs(self, operation: Any) -> Sequence[Any]:
        return [self.source(before) for before in operation.control_inputs if before.name not in self._dead]

    def _learn(self, operation: Any) -> None:
        kind, inputs, outputs = operation.type, self.inputs(operation), [x.name for x in operation.outputs]
        if self._is_dead(operation):
            self._dead.update([operation.name, *outputs])
        elif kind == "Switch" and inputs[1].name in self._phases:
            self._replace(operation, self._taken, inputs[0])
            self._dead.add(outputs[1 - self._taken])
        elif kind == "Merge":
            alive = [x for x in inputs if x.name not in self._dead]
            if len(alive) == 1:
                self._replace(operation, 0, alive[0])
        elif kind in {"Cast", "Identity"} and inputs[0].name in self._phases:
            self._phases.update(outputs)
        elif kind == "Fill" and tf.get_static_value(operation.inputs[1]) == 0:
            self._zeros.update(outputs)
        elif kind == "AddN" and len(inputs) == 1:
            self._replace(operation, 0, inputs[0])

    def _replace(self, operation: Any, output: int, by: Any) -> None:
        self._replacements[operation.outputs[output].name] = by
        self._replacements[operation.name] = by.op

    def _is_dead(self, operation: Any) -> bool:
        needs = [*operation.inputs, *operation.control_inputs]
        dead = [x.name in self._dead for x in needs]
        if operation.type == "Merge":
            return dead[0] if _begins_loop(operation) else all(dead)
        return operation.type != "ControlTrigger" and any(dead)


def _begins_loop(merge: Any) -> bool:
    return any(x.op.type == "NextIteration" for x in merge.inputs)
