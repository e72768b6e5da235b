"""Parts of the graph that K builds, and questions about how their tensors depend on one another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from kerasfront_tensorflow.library import tf


class Subgraph:
    """A view of the graph: which operations count, and what they take. This one is the whole graph as it was built.

    Attributes
    ----------
    known : sequence of pairs of tensor and number
        Tensors whose values are fixed.
    """

    known: Sequence[tuple[Any, int]] = ()

    def source(self, x: Any) -> Any:
        """The tensor that has the value of the tensor `x`."""
        return x

    def inputs(self, operation: Any) -> Sequence[Any]:
        """The tensors that an operation takes."""
        return operation.inputs

    def control_inputs(self, operation: Any) -> Sequence[Any]:
        """The operations that run before an operation."""
        return operation.control_inputs


WHOLE_GRAPH = Subgraph()

FLAT = {
    "Ceil", "Floor", "OnesLike", "Rint", "Round", "Sign", "StopGradient", "ZerosLike", "ArgMax", "ArgMin", "Shape",
}  # fmt: skip
"""Operations that take or give floats, and whose gradient is 0."""


def ancestors(tensors: Iterable[Any], ends: Collection[Any] = (), subgraph: Subgraph = WHOLE_GRAPH) -> Iterator[Any]:
    """The operations that compute some tensors, inputs first.

    What a loop hands on to its next step comes after the operations that take it.

    Parameters
    ----------
    tensors : iterable of tensors
    ends : collection of operations
        Where to stop; these are left out.
    subgraph : Subgraph
    """
    stack = [(_operation(subgraph.source(x)), False) for x in tensors]
    seen = set(ends)
    while stack:
        operation, ready = stack.pop()
        if ready:
            yield operation
        elif operation not in seen:
            seen.add(operation)
            stack.append((operation, True))
            for before in [*(x.op for x in subgraph.inputs(operation)), *subgraph.control_inputs(operation)]:
                stack.insert(0 if before.type == "NextIteration" else len(stack), (before, False))


def depends_on(tensors: Iterable[Any], source: Any) -> bool:
    """Whether any of `tensors` is computed from the tensor `source`."""
    return any(operation is source.op for operation in ancestors(tensors))


def gradient_path(tensors: Iterable[Any]) -> Iterator[Any]:
    """The operations that gradients of `tensors` pass through, as far as they can be other than 0."""
    waiting, met = [x.op for x in tensors], set()
    while waiting:
        operation = waiting.pop()
        if operation.name in met:
            continue
        met.add(operation.name)
        yield operation
        if operation.type not in FLAT:
            waiting += [x.op for x in operation.inputs if x.dtype.is_floating or x.dtype in (tf.resource, tf.variant)]


def placeholders(tensors: Iterable[Any], given: Iterable[Any] = ()) -> list[str]:
    """The names of the placeholders that `tensors` depend on, except for the tensors `given`."""
    return [x.name for x in ancestors(tensors, {x.op for x in given}) if x.type == "Placeholder"]


def _operation(x: Any) -> Any:
    if isinstance(x, tf.Variable):
        return x.handle.op
    return x.values.op if isinstance(x, tf.SparseTensor) else x.op
