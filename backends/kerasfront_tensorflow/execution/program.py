"""The computation of a compiled function in one learning phase."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kerasfront_tensorflow.execution.fusion import fused
from kerasfront_tensorflow.execution.session import GraphSession
from kerasfront_tensorflow.execution.subgraph import WHOLE_GRAPH, Subgraph, depends_on
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.passes import PASSES, PASSES_IF_EMPTY
from kerasfront_tensorflow.passes.learning_phase import SubgraphInPhase
from kerasfront_tensorflow.rng import drawn_from


@dataclass(frozen=True)
class VariableUpdate:
    """New values for variables.

    Attributes
    ----------
    variables : sequence of variables
    operands : sequence of tensors
        What the new values depend on; all of them are computed before any variable changes.
    apply : callable
        From the handles of the variables and the operands to the operation that changes the variables.
    values : sequence of (tensor or Expression)
        The new value of each variable, if that is all the update is; see `fusion`.
    """

    variables: Sequence[Any]
    operands: Sequence[Any]
    apply: Callable[..., Any]
    values: Sequence[Any] = ()


@dataclass(frozen=True)
class Program:
    """Outputs to compute and updates to make.

    Attributes
    ----------
    outputs : sequence of tensors
    updates : sequence of VariableUpdate
    subgraph : Subgraph
        The part of the graph that is needed.
    """

    outputs: Sequence[Any]
    updates: Sequence[VariableUpdate]
    subgraph: Subgraph = WHOLE_GRAPH

    @property
    def computed(self) -> list[Any]:
        """The outputs, and the operands of all updates."""
        return [*self.outputs, *(x for update in self.updates for x in update.operands)]

    @property
    def can_join(self) -> bool:
        """Whether there are updates that could be one operation."""
        return any(update.values for update in self.updates)

    def in_phase(self, phase: Any, value: int, joined: bool) -> Program:
        """The program for one value of the learning phase, which also moves its random streams on.

        Parameters
        ----------
        phase : tensor, int or None
            The learning phase of the graph; if it is not a tensor, nothing depends on it.
        value : int
        joined : bool
            Whether the updates that can be one operation shall be one.
        """
        by_phase = isinstance(phase, tf.Tensor) and depends_on(self.computed, phase)
        subgraph = SubgraphInPhase(self.computed, phase, value) if by_phase else WHOLE_GRAPH
        drawn = [_advance(stream) for stream in drawn_from(self.computed, subgraph)]
        updates = fused(self.updates, self.outputs, subgraph, VariableUpdate) if joined else self.updates
        return Program(self.outputs, [*updates, *drawn], subgraph)

    def copied(
        self, session: GraphSession, replaced: Sequence[tuple[Any, Any]], empty: bool = False
    ) -> tuple[list[Any], Any]:
        """Build the program in the graph of a session.

        Parameters
        ----------
        session : GraphSession
        replaced : sequence of pairs of tensors
            An input, and the tensor that takes its place.
        empty : bool
            Whether an array without elements is fed.

        Returns
        -------
        outputs : list of tensors
        updated : operation
            Changes all variables after every output and operand is known.
        """
        made = session.copied(self.computed, replaced, self.subgraph, PASSES_IF_EMPTY if empty else PASSES)
        outputs = [tf.identity(x) for x in made[: len(self.outputs)]]  # what is fed cannot be fetched, but this can
        rest = iter(made[len(self.outputs) :])
        with tf.control_dependencies([*outputs, *made]):
            known = tf.no_op()  # one for all, or dependencies would grow with the square of the number of updates
        with tf.control_dependencies([known]):
            done = [
                update.apply(
                    [session.access(variable.handle.op).handle for variable in update.variables],
                    *[next(rest) for _ in update.operands],
                )
                for update in self.updates
            ]
            return outputs, tf.group(*done)


def _advance(stream: Any) -> VariableUpdate:
    """Let the next run draw other numbers from a random stream."""

    def count(handles: Sequence[Any]) -> Any:
        return tf.raw_ops.AssignAddVariableOp(resource=handles[0], value=tf.constant((0, 1), "int64"))

    return VariableUpdate([stream], [], count)
