"""The graph as it is in one learning phase: without choices by the phase, and without what they leave out."""

from __future__ import annotations

from kerasfront_theano.library import theano

T = theano.tensor


def in_phase(tensors, phase, value):
    """Replacements for the phase, and for choices by it that `tensors` depend on, once its value is known."""
    known = {phase: T.constant(value, dtype=phase.dtype)}
    numbers = {phase: known[phase].data}
    for node in theano.graph.basic.io_toposort([], tensors):
        if isinstance(node.op, theano.ifelse.IfElse) and node.inputs[0] in numbers:
            start = 1 if numbers[node.inputs[0]] else 1 + node.op.n_outs
            known.update(zip(node.outputs, node.inputs[start:]))
        elif isinstance(node.op, T.Elemwise) and not numbers.keys().isdisjoint(node.inputs):
            numbers.update(_computed(node, numbers))
    return known


def _computed(node, numbers):
    """The scalar that an operation computes from the phase and constants; empty if it takes anything else."""
    given = [numbers.get(x, getattr(x, "data", None)) for x in node.inputs]
    if any(value is None or value.ndim for value in given):
        return {}
    result = node.op.scalar_op.impl(*given)
    return {node.outputs[0]: T.constant(result, dtype=node.outputs[0].dtype).data}
