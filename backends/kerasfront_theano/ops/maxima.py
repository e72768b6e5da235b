"""Maxima whose gradients are shared; along axes side by side that are not the last, in the order of memory.

Theano's own goes from one number of a column to the next, and finds its place, too, which takes ten times as long.
Along the last axis, that is the order of memory.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront.backend import kernels
from kerasfront_theano.library import theano
from kerasfront_theano.ops.images import int_params

T = theano.tensor


class SharedMax(T.MaxAndArgmax):
    """A maximum whose equal largest elements share the gradient; Theano's own gives each of them all of it."""

    def grad(self, inputs: Any, output_gradients: Any) -> list[Any]:
        (x,), by_max = inputs, output_gradients[0]
        ties = T.cast(T.eq(x, with_axes(self(x)[0], self.axis)), by_max.dtype)
        return [ties * with_axes(by_max / T.sum(ties, self.axis), self.axis)]


def with_axes(reduced: Any, axes: Any) -> Any:
    """Restore reduced axes with size 1."""
    remaining = iter(range(reduced.ndim))
    return reduced.dimshuffle(["x" if i in axes else next(remaining) for i in range(reduced.ndim + len(axes))])


class Maxima(theano.graph.op.ExternalCOp):
    """(x) -> its largest elements along the axes from `first` to the one before `behind`."""

    __props__ = ("first", "behind")
    params_type = int_params("first", "behind")

    def __init__(self, first: int, behind: int) -> None:
        super().__init__("maxima.c", "APPLY_SPECIFIC(maxima)")
        self.first, self.behind = first, behind

    def make_node(self, x: Any) -> Any:
        return theano.graph.basic.Apply(self, [x], [T.TensorType(x.dtype, self._kept(x.broadcastable))()])

    def _kept(self, of_axes: Any) -> tuple[Any, ...]:
        return (*of_axes[: self.first], *of_axes[self.behind :])

    def perform(self, node: Any, inputs: Any, storage: Any, params: Any = None) -> None:
        """Compute the results without a compiler."""
        storage[0][0] = np.asarray(inputs[0].max(tuple(range(self.first, self.behind))))

    def infer_shape(self, fgraph: Any, node: Any, shapes: Any) -> Any:
        return [self._kept(shapes[0])]

    def c_headers(self, **kwargs: Any) -> list[str]:
        return ["<algorithm>", "<vector>"]

    def c_compile_args(self, **kwargs: Any) -> list[str]:
        return list(kernels.ARITHMETIC)


@theano.graph.opt.local_optimizer([SharedMax])
def _in_order(fgraph: Any, node: Any) -> Any:
    """Replace maxima whose places nobody asks for, once gradients are taken."""
    if not isinstance(node.op, SharedMax) or fgraph.clients[node.outputs[1]]:
        return False
    (x,), axes = node.inputs, node.op.axis
    first, behind = axes[0], axes[-1] + 1
    in_columns = behind < x.ndim and tuple(axes) == tuple(range(first, behind))
    return [Maxima(first, behind)(x), None] if in_columns and x.dtype in ("float32", "float64") else False


theano.compile.optdb.register("kerasfront_maxima", theano.graph.opt.in2out(_in_order), 48, "fast_run", "cxx_only")
