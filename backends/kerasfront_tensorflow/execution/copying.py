"""Copies of subgraphs: in the graph of a session, or once more in the graph that K builds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from kerasfront_tensorflow.execution.subgraph import WHOLE_GRAPH, Subgraph, ancestors
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.passes import PASSES, Draft

ON_VALUES = {"ReadVariableOp": "Identity", "ResourceGather": "GatherV2", "VariableShape": "Shape"}
"""Operations on the handle of a variable, and those that do the same with its value."""


def copy_subgraph(
    tensors: Sequence[Any],
    replaced: Sequence[tuple[Any, Any]],
    variable: Callable[[Any], Any],
    subgraph: Subgraph = WHOLE_GRAPH,
    passes: Iterable[Callable[[Draft], None]] = PASSES,
) -> list[Any]:
    """Build what computes some tensors in the default graph.

    Parameters
    ----------
    tensors : sequence of tensors
    replaced : sequence of pairs of tensors
        A tensor, and what takes its place.
    variable : callable
        From the operation that gives the handle of a variable to the handle that takes its place.
    subgraph : Subgraph
        The part of the graph that counts.
    passes : iterable of callables
        What changes the copy before it is built; see `kerasfront_tensorflow.passes`.

    Returns
    -------
    list of tensors
        In place of `tensors`.
    """
    if not tensors:
        return []
    replaced = [*replaced, *((old, tf.constant(number, old.dtype)) for old, number in subgraph.known)]
    tensors = [subgraph.source(x) for x in tensors]
    draft = Draft(tf.compat.v1.GraphDef(versions=tensors[0].graph.graph_def_versions), [x.name for x in tensors])
    draft.given = {old.name: new for old, new in replaced}
    for operation in ancestors(tensors, {old.op for old, _ in replaced}, subgraph):
        if operation.type == "VarHandleOp":
            draft.given[operation.outputs[0].name] = variable(operation)
        else:
            _add_node(draft.definition, operation, subgraph)
    for apply in passes:
        apply(draft)
    return _built(draft)


def _add_node(definition: Any, operation: Any, subgraph: Subgraph) -> None:
    """Add an operation as it is in a subgraph."""
    inputs = subgraph.inputs(operation)
    node = definition.node.add()
    node.CopyFrom(operation.node_def)
    node.input[:] = [*(x.name for x in inputs), *("^" + x.name for x in subgraph.control_inputs(operation))]
    if operation.type == "AddN":
        node.attr["N"].i = len(inputs)
    node.attr.pop("_class", None)  # may name what is not copied


def _built(draft: Draft) -> list[Any]:
    """The fetched tensors of a draft, in the default graph."""
    made = [name for name in draft.fetches if name not in draft.given]
    used = {name for node in draft.definition.node for name in node.input}
    taken = {name: x for name, x in draft.given.items() if name in used}
    imported = tf.graph_util.import_graph_def(draft.definition, taken, made, name="copied")
    found = {**draft.given, **dict(zip(made, imported))}
    return [found[name] for name in draft.fetches]


def import_operations(operations: Sequence[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Build operations once more in the loop or branch that is under construction.

    Parameters
    ----------
    operations : sequence of operations
        Inputs first.
    values : mapping of str to tensor
        By names of tensors, what takes their place. A value may take the place of the handle of a variable.

    Returns
    -------
    dict of str to tensor
        By names of the outputs of `operations`, their copies.
    """
    if not operations:
        return {}
    definition = tf.compat.v1.GraphDef(versions=operations[0].graph.graph_def_versions)
    inside, taken = {x.name for x in operations}, {}
    for operation in operations:
        node = definition.node.add()
        node.CopyFrom(operation.node_def)
        node.input[:] = [x.name for x in operation.inputs]
        node.attr.pop("_class", None)  # may name what is not copied
        for x in operation.inputs:
            if x.op.name not in inside:
                taken[x.name] = values.get(x.name, x)
        first = taken.get(operation.inputs[0].name) if operation.inputs else None
        if first is not None and operation.inputs[0].dtype == tf.resource != first.dtype:
            take_value(definition, node, first.dtype)
    outputs = [x for operation in operations for x in operation.outputs]
    made = tf.graph_util.import_graph_def(definition, taken, [x.name for x in outputs], name="again")
    for new, old in zip(made, outputs):
        new.set_shape(old.shape)
    return {old.name: new for new, old in zip(made, outputs)}


def take_value(definition: Any, node: Any, dtype: Any) -> Any:
    """Let a node that takes the handle of a variable take its value.

    Returns
    -------
    NodeDef or None
        A constant that the node takes besides, if it needs one.
    """
    node.op = ON_VALUES.get(node.op, node.op)
    node.attr["Tparams" if node.op == "GatherV2" else "T"].type = dtype.as_datatype_enum
    for name in ("dtype", "validate_indices"):
        node.attr.pop(name, None)
    if node.op != "GatherV2":
        return None
    axis = definition.node.add(name=f"{node.name}/axis", op="Const")
    axis.attr["dtype"].type = tf.int32.as_datatype_enum
    axis.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(0, tf.int32))
    node.attr["Taxis"].type = tf.int32.as_datatype_enum
    node.input.append(axis.name)
    return axis
