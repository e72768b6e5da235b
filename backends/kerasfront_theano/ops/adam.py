"""A step of Adam in one pass over the weights, on all cores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kerasfront_theano.compat import threads
from kerasfront_theano.library import theano

T = theano.tensor


def adam(
    p: Any, m: Any, v: Any, g: Any, rate: Any, beta_1: Any, beta_2: Any, epsilon: Any, sqrt: Callable[[Any], Any]
) -> tuple[Any, Any, Any]:
    """The new p, m and v; `sqrt` is that of the library that the arrays belong to."""
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g * g
    return p - rate * m / (sqrt(v) + epsilon), m, v


class AdamStep(theano.graph.op.ExternalCOp):
    """(p, m, v, g, rate, beta_1, beta_2, epsilon) -> new p, m and v.

    Parameters
    ----------
    in_place : bool
        Whether the arrays of p, m and v become the results. Theano decides, when it compiles a function.
    """

    __props__ = ("in_place",)
    params_type = theano.graph.params_type.ParamsType(in_place=theano.scalar.bool)

    def __init__(self, in_place: bool = False) -> None:
        super().__init__("adam.c", "APPLY_SPECIFIC(adam)")
        self.in_place = in_place
        self.destroy_map = {i: [i] for i in range(3)} if in_place else {}

    def make_node(self, p: Any, *others: Any) -> Any:
        inputs = [p, *(T.cast(x, p.dtype) for x in others)]
        return theano.graph.basic.Apply(self, inputs, [x.type() for x in inputs[:3]])

    def perform(self, node: Any, inputs: Any, storage: Any, params: Any = None) -> None:
        """Compute the results without a compiler."""
        for cell, new in zip(storage, adam(*inputs, np.sqrt)):
            cell[0] = np.asarray(new, inputs[0].dtype)

    def infer_shape(self, fgraph: Any, node: Any, shapes: Any) -> Any:
        return shapes[:3]

    def c_compile_args(self, **kwargs: Any) -> list[str]:
        return ["-fopenmp"] if threads.parallel else []


@theano.graph.opt.local_optimizer([AdamStep], inplace=True)
def _in_place(fgraph: Any, node: Any) -> Any:
    apart = isinstance(node.op, AdamStep) and not node.op.in_place
    return AdamStep(in_place=True)(*node.inputs, return_list=True) if apart else False


theano.compile.optdb.register(
    "kerasfront_adam_in_place",
    theano.graph.opt.TopoOptimizer(_in_place, failure_callback=theano.graph.opt.TopoOptimizer.warn_inplace),
    70,  # before operations that give up their claim more cheaply
    "fast_run",
    "inplace",
)
