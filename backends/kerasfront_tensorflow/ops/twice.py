"""Derivatives of derivatives through loops, which TensorFlow lacks.

What contains derivatives through loops is built once more when derivatives of it are wanted, with loops of `loops` in
place of those between a loss and what it was differentiated by, and with the derivatives taken again. The values are
the same, as random numbers are drawn by keys that both read.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from kerasfront.errors import UnsupportedOperation
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops.loops import Step, choose, derivatives, loop
from kerasfront_tensorflow.ops.recurrence import OPERATION, Kernel
from kerasfront_tensorflow.state import state
from kerasfront_tensorflow.walk import AsBuilt, behind, imported

Tensors = Sequence[Any]
Values = Mapping[str, Any]
"""By names of tensors, those that take their place."""

OF_LOOPS = ("Enter", "Exit", "LoopCond", "Merge", "NextIteration", "Stack", "Switch", "TensorArray")
"""What the types of operations begin with that work in a loop or choice only."""


class Part(Protocol):
    """Operations that hang together, and are built again as a whole.

    Attributes
    ----------
    inputs : sequence of tensors
        What they take from outside.
    loops : bool
        Whether there is a loop in it.
    slopes : bool
        Whether there are derivatives through a loop in it.
    """

    inputs: Tensors
    loops: bool
    slopes: bool

    def built(self, values: Values) -> Values:
        """What takes the place of its outputs. values: what takes the place of its inputs; the others stay."""
        ...


class Level(AsBuilt):
    """The graph as seen from within a loop or branch, or outside of all of them: with parts as if they were operations.

    Parameters
    ----------
    context : control flow context or None
        What TensorFlow knows of the loop or branch.
    given : sequence of tensors
        What a step of the loop is given.
    """

    def __init__(self, context: Any, given: Tensors = ()) -> None:
        self._context = context
        self._given = {x.op.name for x in given}

    def inputs(self, operation: Any) -> Sequence[Any]:
        if self._is_edge(operation):
            return []
        part = part_of(operation)
        return part.inputs if part else operation.inputs

    def control_inputs(self, operation: Any) -> Sequence[Any]:
        return []

    def parts(self, tensors: Tensors) -> list[Part]:
        """Those behind some tensors."""
        found = [part_of(x) for x in behind(tensors, graph=self) if not self._is_edge(x)]
        return [part for part in dict.fromkeys(found) if part]

    def edges(self, tensors: Tensors) -> dict[str, Any]:
        """By names of tensors that come from outside into what is behind some tensors, how they are called there."""
        edges = [x for x in behind(tensors, graph=self) if self._is_edge(x) and x.name not in self._given]
        return {x.name: edge.inputs[0] if self._is_door(edge) else x for edge in edges for x in edge.outputs}

    def between(self, tensors: Tensors, sources: Tensors) -> list[Part]:
        """Parts with loops by which derivatives of some tensors by others go."""
        reached, found = {x.op.name for x in sources}, []
        for operation in behind(tensors, graph=self):
            if any(x.op.name in reached for x in self.inputs(operation)):
                reached.add(operation.name)
                part = part_of(operation)
                found += [part] if part and part.loops else []
        return found

    def again(self, tensors: Tensors, values: Values, some: bool = False, parts: Sequence[Part] = ()) -> list[Any]:
        """Tensors built once more, on other values.

        some: whether only what depends on values is built again, and on some of the parts.
        """
        new, waiting, moving = dict(values), [], set(values)
        for operation in behind(tensors, graph=self):
            outputs = {x.name for x in operation.outputs}
            if self._is_edge(operation) or not moving.isdisjoint(outputs):
                continue
            part = part_of(operation)
            if some and part not in parts and moving.isdisjoint(x.name for x in self.inputs(operation)):
                continue
            if part:
                new.update(imported(waiting, new))
                new.update(part.built(new))
                moving.update(new)
                waiting = []
            elif not some or not _draws(operation):
                moving.update(outputs)
                waiting.append(_copyable(operation))
        new.update(imported(waiting, new))
        return [new.get(x.name, x) for x in tensors]

    def _is_edge(self, operation: Any) -> bool:
        """Whether it comes from outside, or brings something."""
        return operation.name in self._given or self._is_door(operation) or not self._is_within(operation)

    def _is_door(self, operation: Any) -> bool:
        """Whether it lets in what comes from outside."""
        return operation.type in ("Enter", "Switch") and _context_of(operation) is self._context is not None

    def _is_within(self, operation: Any) -> bool:
        context = _context_of(operation)
        while context not in (None, self._context):
            context = context.outer_context
        return context is self._context


class Scan:
    """A loop of `K.scan`. inner: what a step is given, the number of the step first; after: what it gives."""

    loops = True

    def __init__(self, inner: Tensors, after: Tensors, sequences: Tensors, states: Tensors, found: Tensors) -> None:
        self._inner, self._after, self._found = inner, after, found
        self._sequences, self._states = sequences, states
        self._level = Level(_context_of(inner[0].op), inner)

    @functools.cached_property
    def _edges(self) -> dict[str, Any]:
        return self._level.edges(self._after)

    @functools.cached_property
    def inputs(self) -> Tensors:
        return [*self._sequences, *self._states, *self._edges.values()]

    @functools.cached_property
    def slopes(self) -> bool:
        return any(part.slopes for part in self._level.parts(self._after))

    def built(self, values: Values) -> Values:
        def run(items, states, constants):
            given = zip([*(x.name for x in self._inner), *self._edges], [*items, *states, *constants])
            after = self._level.again(self._after, dict(given))
            return after[:1], after, []

        sequences, states, constants = (
            [values.get(x.name, x) for x in some] for some in (self._sequences, self._states, self._edges.values())
        )
        numbers = tf.range(tf.shape(sequences[0])[0])
        step = Step(run, [tf.TensorSpec(self._states[0].shape, self._states[0].dtype)])
        (outputs,), last, _ = loop(step, [numbers, *sequences], states, [_value(x) for x in constants])
        return dict(zip((x.name for x in self._found), [outputs, *last]))


class Choice:
    """A branch of `tf.cond`, or the other. merge: the operation by which a result leaves them."""

    def __init__(self, merge: Any) -> None:
        self._merge, self._branches = merge, [Level(_context_of(x.op)) for x in merge.inputs]
        edges = [level.edges([x]) for level, x in zip(self._branches, merge.inputs)]
        self._edges = edges[0] | edges[1]
        self._which = _context_of(merge.inputs[0].op).pred
        self.inputs = [self._which, *self._edges.values()]
        parts = [part for level, x in zip(self._branches, merge.inputs) for part in level.parts([x])]
        self.loops, self.slopes = any(part.loops for part in parts), any(part.slopes for part in parts)

    def built(self, values: Values) -> Values:
        def branch(level, x):
            return lambda given: level.again([x], dict(zip(self._edges, given)))

        which, *given = [values.get(x.name, x) for x in self.inputs]
        branches = [branch(level, x) for level, x in zip(self._branches, self._merge.inputs)]
        (chosen,) = choose(which, branches, [_value(x) for x in given])
        chosen.set_shape(self._merge.outputs[0].shape)
        return {self._merge.outputs[0].name: chosen}


class Slopes:
    """Derivatives. given: the loss and what it was differentiated by; found: the derivatives."""

    loops = False

    def __init__(self, given: Tensors, found: Tensors, level: Level) -> None:
        self.inputs, self._found, self._level = given, found, level

    @functools.cached_property
    def through(self) -> list[Part]:
        """The loops."""
        return self._level.between(self.inputs[:1], self.inputs[1:])

    @property
    def slopes(self) -> bool:
        return bool(self.through)

    def built(self, values: Values) -> Values:
        loss, *sources = [values.get(x.name, x) for x in self.inputs]
        return dict(zip((x.name for x in self._found), derivatives([loss], sources)))


def gradients(loss: Any, variables: Tensors) -> list[Any]:
    """See `K.gradients`. They are noted, as derivatives of them may be wanted."""
    given = [_plain(x) for x in (tf.convert_to_tensor(loss), *variables)]
    level = Level(tf.compat.v1.get_default_graph()._get_control_flow_context())
    new, *sources = _differentiable(given, level)
    found = derivatives([new], sources)
    slopes = Slopes(given, [_plain(x) for x in found], level)
    state().notes.update({(Slopes, x.op.name): slopes for x in found})
    return found


def note_scan(inner: Tensors, after: Tensors, sequences: Tensors, states: Tensors, found: Tensors) -> None:
    """Remember a loop; see `Scan`."""
    scan = Scan(*([_plain(x) for x in some] for some in (inner, after, sequences, states, found)))
    state().notes.update({(Scan, x.op.name): scan for x in found})


def part_of(operation: Any) -> Part | None:
    """The part that an operation is an output of."""
    notes, name = state().notes, operation.name
    for kind in (Slopes, Scan, Kernel, Choice):
        note = notes.get((kind, name))
        if note and (kind is not Slopes or note.slopes):
            return note
    kind = Kernel if operation.type == OPERATION else Choice if _ends_choice(operation) else None
    return kind and notes.setdefault((kind, name), kind(operation))


def _differentiable(tensors: Tensors, level: Level) -> Tensors:
    """The tensors with derivatives in them that have derivatives."""
    parts = [part for part in level.parts(tensors) if part.slopes]
    if not parts:
        return tensors
    parts += [part for slopes in parts if isinstance(slopes, Slopes) for part in slopes.through]
    return level.again(tensors, {}, True, parts)


def _ends_choice(operation: Any) -> bool:
    if operation.type != "Merge":
        return False
    return all(hasattr(_context_of(x.op), "branch") for x in operation.inputs)


def _draws(operation: Any) -> bool:
    """Whether it draws random numbers by no key, so that a copy would draw others."""
    return "seed2" in operation.node_def.attr


def _copyable(operation: Any) -> Any:
    """The operation, if it can be built again by itself."""
    if not operation.type.startswith(OF_LOOPS) and not _draws(operation):
        return operation
    raise UnsupportedOperation(
        f"K.gradients: no second derivatives can be taken here, because of TensorFlow's own {operation.type} "
        f"{operation.name!r}. Loops of K.rnn, K.scan, K.foldl and K.map_fn have them, and random numbers of K may be "
        "drawn in them."
    )


def _value(x: Any) -> Any:
    """What a variable holds, in place of its handle; any other tensor as it is."""
    source = x
    while source.dtype == tf.resource and source.op.inputs:
        source = source.op.inputs[0]
    return x if x.dtype != tf.resource else tf.raw_ops.ReadVariableOp(resource=x, dtype=source.op.get_attr("dtype"))


def _context_of(operation: Any) -> Any:
    return operation._get_control_flow_context()


def _plain(x: Any) -> Any:
    """The graph's own tensor. What K hands out holds the graph alive."""
    x = getattr(x, "handle", x)
    return x.op.outputs[x.value_index]
