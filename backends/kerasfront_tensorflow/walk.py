"""Questions about how tensors hang together in the graph, and copies of parts of it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from kerasfront_tensorflow.library import tf


def depends_on(tensors: Iterable[Any], source: Any) -> bool:
    """Whether any of `tensors` is computed from the tensor `source`."""
    return any(operation is source.op for operation in behind(tensors))


def placeholders(tensors: Iterable[Any], known: Iterable[Any] = ()) -> list[str]:
    """The names of the placeholders from which `tensors` are computed, except for the tensors `known`."""
    return [x.name for x in behind(tensors, {x.op for x in known}) if x.type == "Placeholder"]


def copied(
    tensors: Sequence[Any], replaced: Sequence[tuple[Any, Any]], variable: Callable[[Any], Any]
) -> list[Any]:
    """What computes `tensors`, once more, in the graph that is the default.

    replaced: pairs of a tensor and what comes in its place.
    variable: gives the handle that comes in place of that of a variable, for the operation that makes the old one.
    """
    if not tensors:
        return []
    new = {old.name: by for old, by in replaced}
    value = functools.cache(lambda handle, dtype: tf.raw_ops.ReadVariableOp(resource=variable(handle), dtype=dtype))
    definition = tf.compat.v1.GraphDef(versions=tensors[0].graph.graph_def_versions)
    loops = tf.compat.v1.get_default_graph().unique_name("loops").encode()
    used = set()
    for operation in behind(tensors, {old.op for old, _ in replaced}):
        if operation.type == "VarHandleOp":
            new[operation.outputs[0].name] = variable(operation)
            continue
        if _reads_variable(operation):  # the graph has a read for each use, of which one is enough
            new[operation.outputs[0].name] = value(operation.inputs[0].op, operation.outputs[0].dtype)
            continue
        node = definition.node.add()
        node.CopyFrom(operation.node_def)
        node.attr.pop("_class", None)  # it may name what is not copied
        if "frame_name" in node.attr:  # two loops of one name would be taken for one
            node.attr["frame_name"].s = loops + b"/" + node.attr["frame_name"].s
        used.update(x.name for x in operation.inputs)
    names = [x.name for x in tensors]
    made = [name for name in names if name not in new]
    taken = {name: by for name, by in new.items() if name in used}
    new.update(zip(made, tf.graph_util.import_graph_def(definition, taken, made, name="copied")))
    return [new[name] for name in names]


def behind(tensors: Iterable[Any], ends: Collection[Any] = ()) -> Iterator[Any]:
    """The operations that compute `tensors`, as far as the operations `ends`, which are left out."""
    stack = [_operation(t) for t in tensors]
    seen = set(ends)
    while stack:
        operation = stack.pop()
        if operation not in seen:
            seen.add(operation)
            yield operation
            stack += [x.op for x in operation.inputs]
            stack += operation.control_inputs


def _reads_variable(operation: Any) -> bool:
    """Whether it does so at no particular time."""
    if operation.type != "ReadVariableOp" or operation.control_inputs:
        return False
    return operation.inputs[0].op.type == "VarHandleOp"


def _operation(x: Any) -> Any:
    if isinstance(x, tf.Variable):
        return x.handle.op
    return x.values.op if isinstance(x, tf.SparseTensor) else x.op
