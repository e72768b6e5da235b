"""Keys of loops, by which equal ones are found again.

The step of a loop is a Python function, and only building it tells what it computes. So it is built in a graph of its
own first, from which it takes tensors of ours as captures. Two loops are equal if these graphs are, operation by
operation, and take the same tensors.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from kerasfront_tensorflow.execution.reuse import UnkeyedCallError, call_key
from kerasfront_tensorflow.internals import FuncGraph
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops.kinks import OVERRIDES
from kerasfront_tensorflow.state import GraphState, may_reuse, state

READS = {"ReadVariableOp", "ResourceGather", "VariableShape"}
"""Operations whose state is only that of the variables that they read."""

MAX_DEFINITION_BYTES = 2**18
"""Size of the largest steps that are compared: each key is kept."""

Step = Callable[[Any, Sequence[Any], Sequence[Any]], Sequence[Any]]


def loop_key(step: Step, sequences: Sequence[Any], states: Sequence[Any]) -> Hashable | None:
    """Return a key that tells a loop from others.

    Parameters
    ----------
    step : callable
        (number, items, states) -> new states. It is called if results may be used again.
    sequences, states : sequence of tensors

    Returns
    -------
    key or None
        None if nothing tells the loop from others: if its step draws random numbers, makes variables, has loops or
        branches or gradients in it, or operations with side effects.
    """
    now = state()
    if not (may_reuse() and now.results.released):
        return None
    graph = FuncGraph("step")
    try:
        with _undone(now), graph.as_default(), graph.gradient_override_map(OVERRIDES):
            after = step(
                tf.compat.v1.placeholder("int32", ()),
                [tf.compat.v1.placeholder(x.dtype, x.shape[1:]) for x in sequences],
                [tf.compat.v1.placeholder(x.dtype, x.shape) for x in states],
            )
            definition, names = _definition(graph)
            captures = [(names[inside.op.name], outside) for outside, inside in graph.captures]
            results = [(names[x.op.name], x.value_index, _sizes(x)) for x in after]
    except Exception:  # what is wrong with the step is said when it is built for good
        return None
    given = [[(x, _sizes(x)) for x in tensors] for tensors in (sequences, states)]
    return call_key(loop_key, [definition, captures, results, given], {})


@contextmanager
def _undone(now: GraphState) -> Iterator[None]:
    """Undo what building a step does beside its result; refuse steps that do more than that."""
    notes, streams, version = dict(now.gradient_notes), len(now.streams), now.graph.version
    random = np.random.get_state()
    try:
        yield
        if (now.gradient_notes, len(now.streams), now.graph.version) != (notes, streams, version):
            raise UnkeyedCallError
    finally:
        for stream in now.streams[streams:]:
            now.executor.pending.pop(stream.handle.op, None)
        del now.streams[streams:]
        now.gradient_notes = notes
        np.random.set_state(random)  # seeds


def _definition(graph: Any) -> tuple[bytes, dict[str, str]]:
    """The operations of a graph, with names by number, and these names."""
    definition = graph.as_graph_def()
    if definition.library.function or any(map(_is_stateful, graph.get_operations())):
        raise UnkeyedCallError
    names = {node.name: f"n{i}" for i, node in enumerate(definition.node)}
    for node in definition.node:
        node.name = names[node.name]
        node.input[:] = [_renamed(name, names) for name in node.input]
        node.attr.pop("_class", None)  # where it is placed, by names
    serialized = definition.SerializeToString(deterministic=True)
    if len(serialized) > MAX_DEFINITION_BYTES:
        raise UnkeyedCallError
    return serialized, names


def _renamed(name: str, names: dict[str, str]) -> str:
    if name.startswith("^"):
        return f"^{names[name[1:]]}"
    operation, _, output = name.partition(":")
    return f"{names[operation]}:{output or 0}"


def _is_stateful(operation: Any) -> bool:
    return operation.op_def.is_stateful and operation.type not in READS


def _sizes(x: Any) -> tuple[int | None, ...] | None:
    return tuple(x.shape.as_list()) if x.shape.rank is not None else None
