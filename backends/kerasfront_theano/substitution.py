"""Tensors as they would be if a variable had another value."""

from __future__ import annotations

from kerasfront.backend.types import RawTensor
from kerasfront_theano.library import theano
from kerasfront_theano.tensors import as_type_of

T = theano.tensor

__all__ = ["substitute"]


def substitute(x: RawTensor, variable: RawTensor, value: RawTensor) -> RawTensor:
    return rebuilt([x], {variable: as_type_of(variable, value)})[0]


def rebuilt(outputs, replaced):
    """Rebuild the graph of `outputs` on other inputs; unlike `theano.clone`, copy only what depends on them."""
    new = dict(replaced)
    for node in theano.graph.basic.io_toposort([], outputs):
        if not new.keys().isdisjoint(node.inputs):
            copy = node.clone_with_new_inputs([new.get(x, x) for x in node.inputs])
            new.update(zip(node.outputs, copy.outputs))
    return [new.get(x, x) for x in outputs]
