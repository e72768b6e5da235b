"""Tensors as they would be if a variable had another value."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from kerasfront.backend.types import RawTensor
from kerasfront_tensorflow.execution.copying import take_value
from kerasfront_tensorflow.execution.subgraph import ancestors
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.passes.loop_frames import new_prefix, rename_frame
from kerasfront_tensorflow.tensors import as_tensor, dtype_name, graph_op

__all__ = ["substitute"]


@graph_op
def substitute(x: RawTensor, variable: RawTensor, value: RawTensor) -> RawTensor:
    value, x = as_tensor(value, dtype_name(variable)), as_tensor(x)
    operations = list(ancestors([x]))
    carriers = _carriers(operations, variable.handle.op)
    moving = _moving(operations, carriers)
    if x.op not in moving:
        return x
    graph = tf.compat.v1.get_default_graph()
    definition = tf.compat.v1.GraphDef(versions=graph.graph_def_versions)
    frames, outside = new_prefix(), {}
    for operation in operations:
        if operation in moving:
            _add(definition, operation, carriers, value, frames)
            outside.update({part.name: part for part in operation.inputs if part.op not in moving})
    outside[variable.handle.name] = value
    used = {name for node in definition.node for name in node.input}
    taken = {name: part for name, part in outside.items() if name in used or name.removesuffix(":0") in used}
    [made] = tf.graph_util.import_graph_def(definition, taken, [x.name], name="substituted")
    made.set_shape(x.shape)
    return made


def _carriers(operations: Collection[Any], handle: Any) -> set[Any]:
    """The operation that gives a handle, and those that hand it on into loops and branches."""
    found = {handle}
    for operation in operations:
        if any(part.op in found and part.dtype == tf.resource for part in operation.inputs):
            found.update({operation} if operation.outputs[:1] and operation.outputs[0].dtype == tf.resource else ())
    return found


def _moving(operations: Collection[Any], carriers: Collection[Any]) -> set[Any]:
    """The operations that depend on carriers; all or none of a loop, whose tensor arrays serve no other loop.

    The first carrier, which has no inputs, stays.
    """
    inside = _closed(operations, {x for x in operations if x.type == "Enter"}, ends=("Exit",))
    found = _closed(operations, {x for x in carriers if x.inputs} | _users(operations, carriers))
    if found & inside:
        found = _closed(operations, found | inside | {x for x in operations if x.type.startswith("TensorArray")})
    return found | {before for x in found for before in x.control_inputs}


def _users(operations: Collection[Any], carriers: Collection[Any]) -> set[Any]:
    return {x for x in operations if any(part.op in carriers for part in x.inputs)}


def _closed(operations: Collection[Any], found: set[Any], ends: Collection[str] = ()) -> set[Any]:
    """Operations with all that depend on them, as far as operations of the types `ends`."""
    while True:
        sources = {x for x in found if x.type not in ends}
        more = {
            x for x in operations if any(y in sources for y in (*(part.op for part in x.inputs), *x.control_inputs))
        } - found  # fmt: skip
        if not more:
            return found
        found = found | more


def _add(definition: Any, operation: Any, carriers: Collection[Any], value: Any, frames: bytes) -> None:
    """Add an operation, on a value if it is on a handle."""
    node = definition.node.add()
    node.CopyFrom(operation.node_def)
    node.attr.pop("_class", None)  # it may name what is not copied
    rename_frame(node, frames)
    carrier = next((part.op for part in operation.inputs if part.op in carriers), None)
    if carrier is None:
        return
    axis = take_value(definition, node, value.dtype)
    if axis is not None:
        axis.input.extend([f"^{carrier.name}"] if carrier.inputs else [])  # in the loop that it is in
