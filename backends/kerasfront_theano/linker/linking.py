"""The linker of Theano that makes programs of JAX."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from kerasfront_theano.library import theano
from kerasfront_theano.linker import cells
from kerasfront_theano.linker.loops import Scan
from kerasfront_theano.linker.optimizations import query
from kerasfront_theano.linker.program import Program
from kerasfront_theano.linker.table import translate
from kerasfront_theano.linker.translation import TranslatedGraph, Untranslatable

ARRAYS = (theano.tensor.TensorType, theano.scalar.Scalar)


class JaxLinker(theano.link.basic.PerformLinker):
    """Links a whole graph to one program."""

    def make_all(self, input_storage: Any = None, output_storage: Any = None, storage_map: Any = None) -> Any:
        """Return what Theano asks a linker for: what to run, containers, and no operations that run by themselves."""
        graph, nodes = self.fgraph, self.schedule(self.fgraph)
        for x in (*graph.inputs, *graph.outputs):
            if not isinstance(x.type, ARRAYS):
                raise Untranslatable(f"{x} is not an array but a {type(x.type).__name__}")
        translated = TranslatedGraph(graph.inputs, graph.outputs, nodes, translate)
        given, made, _ = theano.link.utils.map_storage(graph, nodes, input_storage, output_storage, storage_map)
        program = Program(translated, given, made, graph.update_mapping or {}, _has_branches(nodes))
        container = theano.link.basic.Container
        return (
            program,
            [container(x, cell) for x, cell in zip(graph.inputs, given)],
            [container(x, cell, readonly=True) for x, cell in zip(graph.outputs, made)],
            [],
            nodes,
        )


def _has_branches(nodes: Sequence[Any]) -> bool:
    """Whether there are branches, also within loops."""
    steps = (node.op for node in nodes if isinstance(node.op, Scan))
    return any(isinstance(node.op, theano.ifelse.IfElse) for node in nodes) or any(
        _has_branches(theano.graph.basic.io_toposort(step.inputs, step.outputs)) for step in steps
    )


@functools.cache
def mode() -> Any:
    """The mode for `theano.function`."""
    cells.share()
    return theano.compile.mode.Mode(JaxLinker(), query())
