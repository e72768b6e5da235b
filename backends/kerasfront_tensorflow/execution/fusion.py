"""Updates of variables by elementwise operations, joined into one operation for all of them.

The rules of optimizers are of this kind, with clipping, multipliers and most constraints, and so are running means.
What the elementwise operations take, a gradient for example, is computed as before; a gradient of which only some rows
are not 0, that of an embedding, need not be written out.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kerasfront.backend.kernels import elementwise
from kerasfront_tensorflow.execution.subgraph import Subgraph, ancestors
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import updates as fused_operation
from kerasfront_tensorflow.ops.updates import Expression, Operands, Programs, SparseRows

LONGEST = 60
"""Number of elementwise operations after one another that are taken for one expression."""

KINDS = {
    "Abs": "abs", "Add": "add", "AddN": "add", "AddV2": "add", "Div": "divide", "Equal": "equal", "Greater": "greater",
    "GreaterEqual": "greater_equal", "Less": "less", "LessEqual": "less_equal", "Maximum": "maximum",
    "Minimum": "minimum", "Mul": "multiply", "Neg": "negative", "NotEqual": "not_equal", "RealDiv": "divide",
    "SelectV2": "select", "Sign": "sign", "Sqrt": "sqrt", "Square": "square",
    "SquaredDifference": "squared_difference", "Sub": "subtract",
}  # fmt: skip
"""By TensorFlow's types of operations, those of `elementwise.OPERATIONS`."""

SAME = {"Identity", "StopGradient", "Snapshot"}
"""Operations that change nothing."""


Sources = Mapping[str, Any]
"""By names of tensors, the variable or `SparseRows` that is read in their place."""


@dataclass
class JointUpdate:
    """Variables of one shape that have to be updated at once, because the new values depend on the old ones of all."""

    variables: list[Any] = field(default_factory=list)
    values: list[Expression] = field(default_factory=list)


def fused(updates: Sequence[Any], outputs: Sequence[Any], subgraph: Subgraph, make: Callable[..., Any]) -> list[Any]:
    """Join the updates that are elementwise.

    Parameters
    ----------
    updates : sequence of VariableUpdate
    outputs : sequence of tensors
        What is computed besides.
    subgraph : Subgraph
    make : callable
        From variables, operands and `apply` to a VariableUpdate.

    Returns
    -------
    list of VariableUpdate
    """
    reader = _Reader(subgraph)
    values = [reader.values(update) for update in updates]
    joined = [JointUpdate(list(update.variables), some) for update, some in zip(updates, values) if some]
    rest = [update for update, some in zip(updates, values) if not some]
    sources: dict[str, Any] = _read_in_place(joined)
    groups = _groups(joined, sources)
    sources |= _sparse(groups, [*outputs, *(x for update in rest for x in update.operands)], sources, subgraph)
    return [*rest, *(make(*parts) for parts in _operations(groups, sources))]


class _Reader:
    """Converts tensors to expressions; a tensor that is used several times is one expression."""

    def __init__(self, subgraph: Subgraph) -> None:
        self._subgraph = subgraph
        self._made: dict[str, Expression] = {}

    def values(self, update: Any) -> list[Expression]:
        """The new values of the variables of an update; none if the update is not elementwise."""
        if not all(_can_change(variable) for variable in update.variables):
            return []
        shape = update.variables[0].shape if update.variables else None
        found = [x if isinstance(x, Expression) else self._expression(x, shape) for x in update.values]
        return found if any(x.operation != "read" for x in found) else []

    def _expression(self, x: Any, shape: Any, depth: int = 0) -> Expression:
        x = self._subgraph.source(x)
        if x.name not in self._made:
            self._made[x.name] = self._elementwise(x, shape, depth) or Expression("read", (x,))
        return self._made[x.name]

    def _elementwise(self, x: Any, shape: Any, depth: int) -> Expression | None:
        """The operation of a tensor, if it is elementwise and has inputs of the shape, or scalars."""
        if x.shape.rank == 0 or depth == LONGEST:
            return None
        operation, inputs = self._operation(x)
        if not inputs or not all(_fits(given, shape) for given in inputs):
            return None
        made = [self._expression(given, shape, depth + 1) for given in inputs]
        if operation in SAME or len(made) == 1 and operation == "add":
            return made[0]
        if operation == "add":
            return functools.reduce(Expression.__add__, made)
        return Expression(operation, tuple(made))

    def _operation(self, x: Any) -> tuple[Any, Sequence[Any]]:
        """The kind of operation that gives a tensor, and its inputs: none if the operation is not elementwise."""
        operation = x.op
        if operation.type == "Merge":
            return "select", _choice(self._subgraph, operation) if x.value_index == 0 else ()
        inputs = self._subgraph.inputs(operation)
        kind = KINDS.get(operation.type, operation.type)
        if operation.type == "Cast" and inputs[0].dtype == tf.bool and x.dtype.name in fused_operation.TYPES:
            kind = "Identity"
        known = kind in SAME or kind in elementwise.OPERATIONS
        return kind, inputs if known and not self._subgraph.control_inputs(operation) else ()


def _can_change(variable: Any) -> bool:
    known = variable.shape.is_fully_defined() and variable.shape.rank > 0
    return known and variable.dtype.base_dtype.name in fused_operation.TYPES


def _fits(x: Any, shape: Any) -> bool:
    """Whether a tensor can be an input of an operation on arrays of a shape."""
    known = x.dtype == tf.bool or x.dtype.base_dtype.name in fused_operation.TYPES
    return known and (x.shape.rank == 0 or x.shape.is_fully_defined() and x.shape == shape)


def _choice(subgraph: Subgraph, merge: Any) -> Sequence[Any]:
    """Condition and both values of a choice of tensors that are computed anyhow."""
    found = {}
    for x in subgraph.inputs(merge):
        while x.op.type in SAME:
            x = subgraph.inputs(x.op)[0]
        if x.op.type != "Switch":
            return ()
        value, condition = subgraph.inputs(x.op)
        found[x.value_index, condition.name] = condition, value
    if len(found) != 2 or len({name for _, name in found}) != 1:
        return ()
    (_, otherwise), (condition, value) = (found[key] for key in sorted(found))
    return condition, value, otherwise


def _leaves(groups: Iterable[JointUpdate]) -> Iterator[Any]:
    """What the new values depend on."""
    for group in groups:
        yield from (x.inputs[0] for x in fused_operation.in_order(group.values) if x.operation == "read")


def _read_in_place(groups: Sequence[JointUpdate]) -> dict[str, Any]:
    """By names of tensors that are values of the variables of groups, these variables."""
    own = {variable.handle.op: variable for group in groups for variable in group.variables}
    return {
        x.name: own[x.op.inputs[0].op]
        for x in _leaves(groups)
        if not isinstance(x, tf.Variable)
        and x.op.type == "ReadVariableOp"
        and not x.op.control_inputs
        and x.op.inputs[0].op in own
    }


def _groups(parts: Sequence[JointUpdate], sources: Sources) -> list[JointUpdate]:
    """Join what reads the same variables."""
    found: dict[Any, JointUpdate] = {}  # by operations of handles
    for part in parts:
        read = (_source(x, sources) for x in _leaves([part]))
        touched = {x.handle.op for x in [*part.variables, *read] if isinstance(x, tf.Variable)}
        for other in {id(found[x]): found[x] for x in touched if x in found}.values():
            part.variables += other.variables
            part.values += other.values
            touched |= {variable for variable, group in found.items() if group is other}
        found.update(dict.fromkeys(touched, part))
    return list({id(group): group for group in found.values()}.values())


def _source(x: Any, sources: Sources) -> Any:
    return x if isinstance(x, tf.Variable) else sources.get(x.name, x)


def _sparse(
    groups: Sequence[JointUpdate], computed: Sequence[Any], sources: Sources, subgraph: Subgraph
) -> dict[str, Any]:
    """Sums of rows that nothing needs but the groups, by their names."""
    found, others = {}, list(computed)
    for x in _leaves(groups):
        if isinstance(x, tf.Variable) or x.name in sources:
            continue
        if x.op.type == "UnsortedSegmentSum":
            values, indices, _ = subgraph.inputs(x.op)
            found[x.name] = SparseRows(x, values, indices)
            others += [values, indices]
        else:
            others.append(x)
    needed = set(ancestors(others, subgraph=subgraph)) if found else ()
    return {name: rows for name, rows in found.items() if rows.tensor.op not in needed}


def _operations(groups: Sequence[JointUpdate], sources: Sources) -> Iterator[tuple[Any, ...]]:
    """Variables, operands and `apply` of one operation for each type."""
    for dtype in fused_operation.TYPES:
        operands = Operands(sources)
        programs = Programs(dtype, operands)
        for group in groups:
            if group.variables[0].dtype.base_dtype.name == dtype:
                programs.add(group.variables, group.values)
        if operands.variables:
            yield operands.variables, operands.tensors, programs.operation()
