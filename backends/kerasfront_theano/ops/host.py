"""Functions of Python that a graph calls, with gradients, one after the other in a fixed order."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from kerasfront.backend.host_calls import Turn, in_turn, result
from kerasfront_theano.library import theano


class CallHost(theano.graph.op.Op):
    """See `K.call_host`."""

    __props__ = ("function", "transposed", "turn")

    def __init__(
        self, function: Callable[[Any], np.ndarray], transposed: Callable[[Any], np.ndarray], turn: Turn
    ) -> None:
        self.function, self.transposed, self.turn = function, transposed, turn

    def make_node(self, x: Any) -> Any:
        return theano.graph.basic.Apply(self, [x], [x.type()])

    def perform(self, node: Any, inputs: Any, output_storage: Any) -> None:
        output_storage[0][0] = result(self.function, inputs[0])

    def do_constant_folding(self, fgraph: Any, node: Any) -> bool:
        """It is called in each run."""
        return False

    def infer_shape(self, fgraph: Any, node: Any, shapes: Any) -> Any:
        return shapes

    def L_op(self, inputs: Any, outputs: Any, output_gradients: Any) -> list[Any]:
        return [CallHost(self.transposed, self.function, self.turn.of_gradient())(*output_gradients)]


class InTurn(theano.graph.toolbox.Feature):
    """Lets each call of a function wait for the one before it.

    Parameters
    ----------
    calls : sequence of nodes
        In their order.
    """

    def __init__(self, calls: Sequence[Any]) -> None:
        self._waits = OrderedDict((after, [before]) for before, after in pairwise(calls))

    def orderings(self, fgraph: Any) -> Any:
        """What a node must wait for, besides its inputs."""
        return self._waits


class PutInOrder(theano.graph.opt.GlobalOptimizer):
    """Gives a graph that calls functions the feature."""

    def apply(self, fgraph: Any) -> None:
        if any(isinstance(node.op, CallHost) for node in fgraph.apply_nodes):
            fgraph.attach_feature(InTurn(_in_turn(fgraph)))


def _in_turn(fgraph: Any) -> list[Any]:
    before: dict[Any, frozenset[Any]] = {}  # by nodes, the calls that must come before them
    needs: dict[Any, tuple[Turn, frozenset[Any]]] = {}
    others = fgraph.orderings()
    for node in fgraph.toposort():
        sources = [x.owner for x in node.inputs if x.owner is not None] + list(others.get(node, ()))
        found = frozenset[Any]().union(*(before[source] for source in sources))
        before[node] = found.union(source for source in sources if isinstance(source.op, CallHost))
        if isinstance(node.op, CallHost):
            needs[node] = node.op.turn, before[node]
    return in_turn(needs)


theano.compile.optdb.register("kerasfront_host_calls", PutInOrder(), 100, "fast_run", "fast_compile")
