"""Counting work instead of measuring time: the counts are the same on every machine, and say what grew."""

import gc
import sys
from collections import Counter
from contextlib import contextmanager

import numpy as np

import kerasfront.backend
from tests.costs.budgets import COLUMNS

MARGIN = 10
"""Batches, or epochs, that are counted to know what one more costs."""


class Calls:
    """The calls of compiled functions, for functions that are made from now on."""

    def __init__(self, monkeypatch):
        self._fed = []
        operations = kerasfront.backend.current().operations
        function, over_batches = operations["function"], operations["over_batches"]
        monkeypatch.setitem(operations, "function", lambda *args, **options: self._spied(function(*args, **options)))
        monkeypatch.setitem(operations, "over_batches", lambda step: self._spied(over_batches(step.original)))

    def _spied(self, original):
        def spy(arrays, *sizes):
            self._fed.append([array for array in arrays if isinstance(array, np.ndarray)])
            return original(arrays, *sizes)

        spy.original = original
        return spy

    @contextmanager
    def counted(self):
        """A list that gets the arrays of each call within the block."""
        self._fed = []
        yield self._fed


@contextmanager
def python_calls():
    """A counter of the Python functions that are called within the block, by file and name."""
    counter = Counter()

    def count(frame, event, _):
        if event == "call":
            counter[f"{frame.f_code.co_filename.rpartition('/')[2]}:{frame.f_code.co_name}"] += 1

    gc.collect()
    gc.disable()  # what is collected would be counted
    sys.setprofile(count)
    try:
        yield counter
    finally:
        sys.setprofile(None)
        gc.enable()


def tensorflow_nodes(monkeypatch):
    """A function that says how many operations the graph of the session has, those of the bodies of loops included."""
    from kerasfront_tensorflow.ops import compiled, updates
    from kerasfront_tensorflow.state import state

    compiled.wait_for(updates.FILE)  # until then there are more

    def count():
        graph = state().executor.session.graph.as_graph_def()
        return len(graph.node) + sum(len(function.node_def) for function in graph.library.function)

    return count


def theano_nodes(monkeypatch):
    """A function that says how many operations the functions have that are compiled from now on, scans unrolled not."""
    from kerasfront_theano.library import theano

    compile, compiled = theano.function, []

    def remember(*args, **options):
        compiled.append(compile(*args, **options))
        return compiled[-1]

    monkeypatch.setattr(theano, "function", remember)
    return lambda: sum(_apply_nodes(function.maker.fgraph) for function in compiled)


def _apply_nodes(graph):
    nodes = list(graph.apply_nodes)
    inner = [node.op.fn.maker.fgraph for node in nodes if hasattr(node.op, "fn")]
    return len(nodes) + sum(map(_apply_nodes, inner))


NODES = {"tensorflow": tensorflow_nodes, "theano": theano_nodes}
"""By backend: what begins to count the nodes of graphs, and gives a function that tells the number."""


def overruns(counted, budget, slack, columns=COLUMNS):
    """What is above the budget and its slack, as lines of text; both are rows of a table with these columns."""
    return [
        f"{name}: {number:g}, the budget is {allowed:g}"
        for name, number, allowed in zip(columns, counted, budget, strict=True)
        if number > allowed * slack
    ]
