"""The graph as it is in one learning phase: without choices by it, and what they leave out."""

from __future__ import annotations

from kerasfront_theano.library import theano

T = theano.tensor


def in_phase(tensors, phase, value):
    """What stands for the phase and for choices by it, within `tensors`, once its value is known."""
    known = {phase: T.constant(value, dtype=phase.dtype)}
    for node in theano.graph.basic.io_toposort([], tensors):
        if isinstance(node.op, theano.ifelse.IfElse) and _is_phase(node.inputs[0], phase):
            start = 1 if value else 1 + node.op.n_outs
            known.update(zip(node.outputs, node.inputs[start:]))
    return known


def _is_phase(condition, phase):
    """Whether this is the condition of `switch(phase, ...)`."""
    return condition.owner is not None and condition.owner.inputs[0] is phase
