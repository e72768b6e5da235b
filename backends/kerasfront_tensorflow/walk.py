"""Questions about how tensors hang together in the graph, and copies of parts of it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from kerasfront_tensorflow.layouts import keep_channels_last
from kerasfront_tensorflow.library import tf


class AsBuilt:
    """The whole graph.

    Attributes
    ----------
    given : sequence of pairs of tensor and number
        What is known of it.
    """

    given: Sequence[tuple[Any, int]] = ()

    def source(self, x: Any) -> Any:
        """The tensor that has the value of the tensor `x`."""
        return x

    def inputs(self, operation: Any) -> Sequence[Any]:
        """The tensors that an operation takes."""
        return operation.inputs

    def control_inputs(self, operation: Any) -> Sequence[Any]:
        """The operations that run before it."""
        return operation.control_inputs


AS_BUILT = AsBuilt()

FLAT = {
    "Ceil", "Floor", "OnesLike", "Rint", "Round", "Sign", "StopGradient", "ZerosLike", "ArgMax", "ArgMin", "Shape",
}  # fmt: skip
"""Operations that give floats, or that floats go into, and whose derivatives are 0."""


OF_VALUES = {"ReadVariableOp": "Identity", "ResourceGather": "GatherV2", "VariableShape": "Shape"}
"""Operations on a handle, and those that do the same with a value."""


def depends_on(tensors: Iterable[Any], source: Any) -> bool:
    """Whether any of `tensors` is computed from the tensor `source`."""
    return any(operation is source.op for operation in behind(tensors))


def on_slopes(tensors: Iterable[Any]) -> Iterator[Any]:
    """The operations by which the derivatives of `tensors` go, as far as they can be other than 0."""
    waiting, met = [x.op for x in tensors], set()
    while waiting:
        operation = waiting.pop()
        if operation.name in met:
            continue
        met.add(operation.name)
        yield operation
        if operation.type not in FLAT:
            waiting += [x.op for x in operation.inputs if x.dtype.is_floating or x.dtype in (tf.resource, tf.variant)]


def placeholders(tensors: Iterable[Any], known: Iterable[Any] = ()) -> list[str]:
    """The names of the placeholders from which `tensors` are computed, except for the tensors `known`."""
    return [x.name for x in behind(tensors, {x.op for x in known}) if x.type == "Placeholder"]


def copied(
    tensors: Sequence[Any],
    replaced: Sequence[tuple[Any, Any]],
    variable: Callable[[Any], Any],
    graph: AsBuilt = AS_BUILT,
) -> list[Any]:
    """What computes `tensors`, once more, in the graph that is the default.

    replaced: pairs of a tensor and what comes in its place.
    variable: gives the handle that comes in place of that of a variable, for the operation that makes the old one.
    graph: the part that is copied.
    """
    if not tensors:
        return []
    replaced = [*replaced, *((old, tf.constant(number, old.dtype)) for old, number in graph.given)]
    new = {old.name: by for old, by in replaced}
    tensors = [graph.source(x) for x in tensors]
    value = functools.cache(lambda handle, dtype: tf.raw_ops.ReadVariableOp(resource=variable(handle), dtype=dtype))
    definition = tf.compat.v1.GraphDef(versions=tensors[0].graph.graph_def_versions)
    loops = tf.compat.v1.get_default_graph().unique_name("loops").encode()
    used = set()
    for operation in behind(tensors, {old.op for old, _ in replaced}, graph):
        inputs = graph.inputs(operation)
        if operation.type == "VarHandleOp":
            new[operation.outputs[0].name] = variable(operation)
            continue
        if _reads_variable(operation, graph):  # the graph has a read for each use, of which one is enough
            new[operation.outputs[0].name] = value(inputs[0].op, operation.outputs[0].dtype)
            continue
        node = definition.node.add()
        node.CopyFrom(operation.node_def)
        node.input[:] = [*(x.name for x in inputs), *("^" + x.name for x in graph.control_inputs(operation))]
        if operation.type == "AddN":
            node.attr["N"].i = len(inputs)
        node.attr.pop("_class", None)  # it may name what is not copied
        if "frame_name" in node.attr:  # two loops of one name would be taken for one
            node.attr["frame_name"].s = loops + b"/" + node.attr["frame_name"].s
        used.update(x.name for x in inputs)
    keep_channels_last(definition)
    names = [x.name for x in tensors]
    made = [name for name in names if name not in new]
    taken = {name: by for name, by in new.items() if name in used}
    new.update(zip(made, tf.graph_util.import_graph_def(definition, taken, made, name="copied")))
    return [new[name] for name in names]


def imported(operations: Sequence[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """By names of tensors that operations give, what they give once more, in the loop or branch that is being built.

    operations: each after those that it needs. values: by names of tensors, what takes their place; in that of the
    handle of a variable it may be the value.
    """
    if not operations:
        return {}
    definition = tf.compat.v1.GraphDef(versions=operations[0].graph.graph_def_versions)
    inside, taken = {x.name for x in operations}, {}
    for operation in operations:
        node = definition.node.add()
        node.CopyFrom(operation.node_def)
        node.input[:] = [x.name for x in operation.inputs]
        node.attr.pop("_class", None)  # it may name what is not copied
        for x in operation.inputs:
            if x.op.name not in inside:
                taken[x.name] = values.get(x.name, x)
        first = taken.get(operation.inputs[0].name) if operation.inputs else None
        if first is not None and operation.inputs[0].dtype == tf.resource != first.dtype:
            on_value(definition, node, first.dtype)
    outputs = [x for operation in operations for x in operation.outputs]
    made = tf.graph_util.import_graph_def(definition, taken, [x.name for x in outputs], name="again")
    for new, old in zip(made, outputs):
        new.set_shape(old.shape)
    return {old.name: new for new, old in zip(made, outputs)}


def on_value(definition: Any, node: Any, dtype: Any) -> Any:
    """Make an operation on a handle one on a value; gives the node of another input that this needs, or None."""
    node.op = OF_VALUES.get(node.op, node.op)
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


def behind(tensors: Iterable[Any], ends: Collection[Any] = (), graph: AsBuilt = AS_BUILT) -> Iterator[Any]:
    """The operations that compute `tensors`, as far as the operations `ends`, which are left out.

    Each comes after those that it needs, except for what a loop hands on to its next step.
    """
    stack = [(_operation(graph.source(x)), False) for x in tensors]
    seen = set(ends)
    while stack:
        operation, ready = stack.pop()
        if ready:
            yield operation
        elif operation not in seen:
            seen.add(operation)
            stack.append((operation, True))
            for before in [*(x.op for x in graph.inputs(operation)), *graph.control_inputs(operation)]:
                stack.insert(0 if before.type == "NextIteration" else len(stack), (before, False))


def _reads_variable(operation: Any, graph: AsBuilt) -> bool:
    """Whether it does so at no particular time."""
    if operation.type != "ReadVariableOp" or graph.control_inputs(operation):
        return False
    return graph.inputs(operation)[0].op.type == "VarHandleOp"


def _operation(x: Any) -> Any:
    if isinstance(x, tf.Variable):
        return x.handle.op
    return x.values.op if isinstance(x, tf.SparseTensor) else x.op
