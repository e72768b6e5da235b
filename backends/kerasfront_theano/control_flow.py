"""Branches and loops inside a graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kerasfront.backend.control_flow import rnn
from kerasfront.backend.types import RawTensor
from kerasfront_theano.library import theano
from kerasfront_theano.ops.recurrence import recurrence, runs
from kerasfront_theano.state import Loop, building_loop
from kerasfront_theano.substitution import rebuilt
from kerasfront_theano.tensors import static_shape, with_shape

T = theano.tensor

__all__ = ["gated_rnn", "scan", "switch", "where"]


def switch(condition: RawTensor, then_expression: Any, else_expression: Any) -> RawTensor:
    if condition.ndim:
        return where(condition, then_expression, else_expression)
    branches = [T.as_tensor_variable(e() if callable(e) else e) for e in (then_expression, else_expression)]
    dtype = theano.scalar.upcast(*[branch.dtype for branch in branches])  # numbers are as small as can be
    branches = [T.cast(branch, dtype) for branch in branches]
    shape = tuple(a or b for a, b in zip(*[static_shape(branch) for branch in branches]))
    return with_shape(theano.ifelse.ifelse(T.neq(condition, 0), *_shaped(branches, [shape, shape])), shape)


def where(condition: RawTensor, x: Any, y: Any) -> RawTensor:
    return T.switch(T.neq(condition, 0), x, y)


def scan(
    step_function: Callable[..., Any], sequences: Sequence[RawTensor], states: Sequence[RawTensor]
) -> tuple[RawTensor, list[RawTensor]]:
    # Theano's own `scan` takes all that a step uses into the loop, so that random numbers drawn outside would be drawn
    # anew in each step. Therefore the step is built first, and what it takes from outside is handed in as constants.
    if static_shape(sequences[0])[0] == 0:  # which Theano's loop refuses
        nothing = T.zeros((0, *states[0].shape), states[0].dtype)
        return with_shape(nothing, (0, *static_shape(states[0]))), list(states)
    states = [_plain(x) for x in states]
    items = [x[0].type() for x in sequences]
    before = [x.type() for x in states]
    shapes = [static_shape(x) for x in states]
    loop = Loop(T.lscalar())
    with building_loop(loop):
        after = step_function(_shaped(items, [static_shape(x)[1:] for x in sequences]), _shaped(before, shapes))
    draws = {seed: seed.default_update for stream in loop.streams for seed, *_ in stream.state_updates}
    made = [*[_plain(x) for x in after], *draws.values()]
    read = set(theano.graph.basic.ancestors(made))
    if loop.number in read:
        items, sequences = [loop.number, *items], [T.arange(sequences[0].shape[0]), *sequences]
    constants = _from_outside(made, {*items, *before, *draws})
    inner = [*items, *[x for x in before if x in read]]

    def step(*arguments):
        new = rebuilt(made, dict(zip(inner, arguments)))
        return new[: len(after)], list(zip(draws, new[len(after) :]))

    starts = [x if old in read else None for x, old in zip(states, before)]  # what no step reads need not go round
    values, updates = theano.scan(step, sequences, starts, constants, strict=True, return_list=True)
    for seed, new in updates.items():
        seed.default_update = new
    return with_shape(values[0], (static_shape(sequences[-1])[0], *shapes[0])), _shaped([x[-1] for x in values], shapes)


def gated_rnn(
    cell: str,
    inner_activation: str,
    step_function: Callable[..., Any],
    inputs: RawTensor,
    initial_states: Sequence[RawTensor],
    kernel: RawTensor,
    mask: RawTensor | None = None,
    go_backwards: bool = False,
    scales: Sequence[RawTensor] = (),
) -> tuple[RawTensor, RawTensor, list[RawTensor]]:
    if not runs(inputs):
        return rnn(step_function, inputs, initial_states, go_backwards, mask, scales)
    x = inputs[:, ::-1] if go_backwards else inputs
    mask = mask[:, ::-1] if go_backwards and mask is not None else mask
    first = [_plain(state) for state in initial_states]
    outputs, states = recurrence(cell, inner_activation, x, mask, scales, kernel, first)
    (samples, time, *sizes, _), (*_, units, _) = map(static_shape, (x, kernel))
    states = _shaped(states, [(samples, *sizes, units), *map(static_shape, initial_states[1:])])
    return states[0], with_shape(outputs, (samples, time, *sizes, units)), states


def _plain(x):
    """Undeclare axes of size 1: a state of a loop keeps its type."""
    return T.unbroadcast(x, *range(x.ndim))


def _shaped(tensors, shapes):
    return [with_shape(x, shape) for x, shape in zip(tensors, shapes)]


def _from_outside(outputs, inside):
    """The tensors independent of `inside` at which the graph of `outputs` enters what depends on it."""
    moving, met = set(inside), list(outputs)
    for node in theano.graph.basic.io_toposort([], outputs):
        if moving.intersection(node.inputs):
            moving.update(node.outputs)
            met += node.inputs
    return [x for x in dict.fromkeys(met) if x not in moving and not isinstance(x, theano.graph.basic.Constant)]
