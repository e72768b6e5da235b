"""Second-order gradients through loops, which TensorFlow lacks.

What contains gradients through loops is built once more when gradients of it are wanted: with `differentiable_loops` in
place of the loops between a loss and what it was differentiated with respect to, and with the gradients taken again.
The values are the same, because random numbers are drawn by keys that both read.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from kerasfront.errors import UnsupportedOperation
from kerasfront_tensorflow.execution.copying import import_operations
from kerasfront_tensorflow.execution.subgraph import Subgraph, ancestors
from kerasfront_tensorflow.internals import control_flow_context
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops.differentiable_loops import LoopStep, choose, dense_gradients, loop
from kerasfront_tensorflow.ops.recurrence import OPERATION, RecurrenceCompound
from kerasfront_tensorflow.state import state

Tensors = Sequence[Any]
Values = Mapping[str, Any]
"""By names of tensors, the tensors that take their place."""

CONTROL_FLOW = ("Enter", "Exit", "LoopCond", "Merge", "NextIteration", "Stack", "Switch", "TensorArray")
"""How the types of operations begin that only work in a loop or branch."""


class Compound(Protocol):
    """Operations that are built again as a whole: a loop, a branch, or gradients.

    Attributes
    ----------
    inputs : sequence of tensors
        What they take from outside.
    loops : bool
        Whether there is a loop in the compound.
    gradients : bool
        Whether there are gradients through a loop in the compound.
    """

    inputs: Tensors
    loops: bool
    gradients: bool

    def built(self, values: Values) -> Values:
        """Build the compound again: from what takes the place of inputs to what takes the place of outputs."""
        ...


class Level(Subgraph):
    """The graph as seen from within a loop or branch, or from outside of all: compounds count as one operation.

    Parameters
    ----------
    context : control flow context or None
        TensorFlow's description of the loop or branch.
    given : sequence of tensors
        The arguments of a step of the loop.
    """

    def __init__(self, context: Any, given: Tensors = ()) -> None:
        self._context = context
        self._given = {x.op.name for x in given}

    def inputs(self, operation: Any) -> Sequence[Any]:
        if self._is_edge(operation):
            return []
        compound = compound_of(operation)
        return compound.inputs if compound else operation.inputs

    def control_inputs(self, operation: Any) -> Sequence[Any]:
        return []

    def compounds(self, tensors: Tensors) -> list[Compound]:
        """The compounds that some tensors depend on."""
        found = [compound_of(x) for x in ancestors(tensors, subgraph=self) if not self._is_edge(x)]
        return [compound for compound in dict.fromkeys(found) if compound]

    def edges(self, tensors: Tensors) -> dict[str, Any]:
        """Map the names of tensors that enter what some tensors depend on to their counterparts outside."""
        edges = [x for x in ancestors(tensors, subgraph=self) if self._is_edge(x) and x.name not in self._given]
        return {x.name: edge.inputs[0] if self._is_entry(edge) else x for edge in edges for x in edge.outputs}

    def between(self, tensors: Tensors, sources: Tensors) -> list[Compound]:
        """Compounds with loops that gradients of some tensors with respect to others pass through."""
        reached, found = {x.op.name for x in sources}, []
        for operation in ancestors(tensors, subgraph=self):
            if any(x.op.name in reached for x in self.inputs(operation)):
                reached.add(operation.name)
                compound = compound_of(operation)
                found += [compound] if compound and compound.loops else []
        return found

    def again(
        self, tensors: Tensors, values: Values, some: bool = False, compounds: Sequence[Compound] = ()
    ) -> list[Any]:
        """Build tensors again, on other values.

        some: whether to build only what depends on the values or on one of `compounds`.
        """
        new, waiting, moving = dict(values), [], set(values)
        for operation in ancestors(tensors, subgraph=self):
            outputs = {x.name for x in operation.outputs}
            if self._is_edge(operation) or not moving.isdisjoint(outputs):
                continue
            compound = compound_of(operation)
            if some and compound not in compounds and moving.isdisjoint(x.name for x in self.inputs(operation)):
                continue
            if compound:
                new.update(import_operations(waiting, new))
                new.update(compound.built(new))
                moving.update(new)
                waiting = []
            elif not some or not _draws(operation):
                moving.update(outputs)
                waiting.append(_copyable(operation))
        new.update(import_operations(waiting, new))
        return [new.get(x.name, x) for x in tensors]

    def _is_edge(self, operation: Any) -> bool:
        """Whether an operation is given, lets something in, or is outside."""
        return operation.name in self._given or self._is_entry(operation) or not self._is_within(operation)

    def _is_entry(self, operation: Any) -> bool:
        """Whether an operation hands on a tensor from outside."""
        return operation.type in ("Enter", "Switch") and control_flow_context(operation) is self._context is not None

    def _is_within(self, operation: Any) -> bool:
        context = control_flow_context(operation)
        while context not in (None, self._context):
            context = context.outer_context
        return context is self._context


class Differentiated(Level):
    """The part of a level that gradients go through: what `K.stop_gradient` hides needs none, and stays as it is."""

    def inputs(self, operation: Any) -> Sequence[Any]:
        return [] if operation.type == "StopGradient" else super().inputs(operation)


class ScanCompound:
    """A loop of `K.scan`. inner: the arguments of a step, its number first; after: its new states."""

    loops = True

    def __init__(self, inner: Tensors, after: Tensors, sequences: Tensors, states: Tensors, found: Tensors) -> None:
        self._inner, self._after, self._found = inner, after, found
        self._sequences, self._states = sequences, states
        self._level = Level(control_flow_context(inner[0].op), inner)

    @functools.cached_property
    def _edges(self) -> dict[str, Any]:
        return self._level.edges(self._after)

    @functools.cached_property
    def inputs(self) -> Tensors:
        return [*self._sequences, *self._states, *self._edges.values()]

    @functools.cached_property
    def gradients(self) -> bool:
        return any(compound.gradients for compound in self._level.compounds(self._after))

    def built(self, values: Values) -> Values:
        def run(items, states, constants):
            given = zip([*(x.name for x in self._inner), *self._edges], [*items, *states, *constants])
            after = self._level.again(self._after, dict(given))
            return after[:1], after, []

        sequences, states, constants = (
            [values.get(x.name, x) for x in some] for some in (self._sequences, self._states, self._edges.values())
        )
        numbers = tf.range(tf.shape(sequences[0])[0])
        step = LoopStep(run, [tf.TensorSpec(self._states[0].shape, self._states[0].dtype)])
        (outputs,), last, _ = loop(step, [numbers, *sequences], states, [_value(x) for x in constants])
        return dict(zip((x.name for x in self._found), [outputs, *last]))


class BranchCompound:
    """A result of `tf.cond`. merge: the operation by which it leaves the branches."""

    def __init__(self, merge: Any) -> None:
        self._merge, self._branches = merge, [Level(control_flow_context(x.op)) for x in merge.inputs]
        edges = [level.edges([x]) for level, x in zip(self._branches, merge.inputs)]
        self._edges = edges[0] | edges[1]
        self._which = control_flow_context(merge.inputs[0].op).pred
        self.inputs = [self._which, *self._edges.values()]
        inner = [compound for level, x in zip(self._branches, merge.inputs) for compound in level.compounds([x])]
        self.loops = any(compound.loops for compound in inner)
        self.gradients = any(compound.gradients for compound in inner)

    def built(self, values: Values) -> Values:
        def branch(level, x):
            return lambda given: level.again([x], dict(zip(self._edges, given)))

        which, *given = [values.get(x.name, x) for x in self.inputs]
        branches = [branch(level, x) for level, x in zip(self._branches, self._merge.inputs)]
        (chosen,) = choose(which, branches, [_value(x) for x in given])
        chosen.set_shape(self._merge.outputs[0].shape)
        return {self._merge.outputs[0].name: chosen}


class GradientCompound:
    """Gradients. given: the loss and what it was differentiated with respect to; found: the gradients."""

    loops = False

    def __init__(self, given: Tensors, found: Tensors, level: Level) -> None:
        self.inputs, self._found, self._level = given, found, level

    @functools.cached_property
    def through(self) -> list[Compound]:
        """The compounds with loops."""
        return self._level.between(self.inputs[:1], self.inputs[1:])

    @property
    def gradients(self) -> bool:
        return bool(self.through)

    def built(self, values: Values) -> Values:
        loss, *sources = [values.get(x.name, x) for x in self.inputs]
        return dict(zip((x.name for x in self._found), dense_gradients([loss], sources)))


def gradients(loss: Any, variables: Tensors) -> list[Any]:
    """See `K.gradients`. They are noted, because gradients of them may be wanted."""
    given = [_plain(x) for x in (tf.convert_to_tensor(loss), *variables)]
    context = control_flow_context(tf.compat.v1.get_default_graph())
    new, *sources = _differentiable(given, Differentiated(context))
    found = dense_gradients([new], sources)
    compound = GradientCompound(given, [_plain(x) for x in found], Level(context))
    state().gradient_notes.update({(GradientCompound, x.op.name): compound for x in found})
    return found


def note_scan(inner: Tensors, after: Tensors, sequences: Tensors, states: Tensors, found: Tensors) -> None:
    """Note a loop; see `ScanCompound`."""
    scan = ScanCompound(*([_plain(x) for x in some] for some in (inner, after, sequences, states, found)))
    state().gradient_notes.update({(ScanCompound, x.op.name): scan for x in found})


def compound_of(operation: Any) -> Compound | None:
    """The compound that an operation is an output of."""
    notes, name = state().gradient_notes, operation.name
    for kind in (GradientCompound, ScanCompound, RecurrenceCompound, BranchCompound):
        note = notes.get((kind, name))
        if note and (kind is not GradientCompound or note.gradients):
            return note
    kind = RecurrenceCompound if operation.type == OPERATION else BranchCompound if _ends_branches(operation) else None
    return kind and notes.setdefault((kind, name), kind(operation))


def _differentiable(tensors: Tensors, level: Level) -> Tensors:
    """The tensors, built again so that the gradients in them have gradients."""
    compounds = [compound for compound in level.compounds(tensors) if compound.gradients]
    if not compounds:
        return tensors
    compounds += [compound for found in compounds if isinstance(found, GradientCompound) for compound in found.through]
    return level.again(tensors, {}, True, compounds)


def _ends_branches(operation: Any) -> bool:
    if operation.type != "Merge":
        return False
    return all(hasattr(control_flow_context(x.op), "branch") for x in operation.inputs)


def _draws(operation: Any) -> bool:
    """Whether an operation draws random numbers without a key, so that a copy would draw others."""
    return "seed2" in operation.node_def.attr


def _copyable(operation: Any) -> Any:
    """Return an operation that can be built again by itself; refuse others."""
    if not operation.type.startswith(CONTROL_FLOW) and not _draws(operation):
        return operation
    raise UnsupportedOperation(
        f"K.gradients: no second-order gradients can be taken here, because of TensorFlow's own {operation.type} "
        f"{operation.name!r}. Loops of K.rnn, K.scan, K.foldl and K.map_fn have them, and random numbers of K may be "
        "drawn in them."
    )


def _value(x: Any) -> Any:
    """The value of a variable in place of its handle; any other tensor as it is."""
    source = x
    while source.dtype == tf.resource and source.op.inputs:
        source = source.op.inputs[0]
    return x if x.dtype != tf.resource else tf.raw_ops.ReadVariableOp(resource=x, dtype=source.op.get_attr("dtype"))


def _plain(x: Any) -> Any:
    """The graph's own tensor; those that K hands out keep the graph in use."""
    x = getattr(x, "handle", x)
    return x.op.outputs[x.value_index]
