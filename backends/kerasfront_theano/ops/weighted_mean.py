"""The mean of weighted losses, and its gradient, in one pass."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront_theano.library import theano
from kerasfront_theano.ops.gradients import fitting, is_disconnected

T = theano.tensor


class WeightedMean(theano.graph.op.ExternalCOp):
    """(x, weights) -> mean of x * weights, divided by the share of weights other than 0; and its gradient by `x`.

    Both have one shape and type.
    """

    __props__ = ()

    def __init__(self) -> None:
        super().__init__("weighted_mean.c", "APPLY_SPECIFIC(weighted_mean)")

    def make_node(self, x: Any, weights: Any) -> Any:
        return theano.graph.basic.Apply(self, [x, weights], [T.TensorType(x.dtype, ())(), x.type()])

    def perform(self, node: Any, inputs: Any, storage: Any, params: Any = None) -> None:
        """Compute the results without a compiler."""
        x, weights = inputs
        counts = weights != 0
        counted = max(np.count_nonzero(counts), 1)
        storage[0][0] = np.asarray(np.sum(x[counts] * weights[counts], dtype="float64") / counted, x.dtype)
        storage[1][0] = np.asarray(weights / np.float64(counted), x.dtype)

    def infer_shape(self, fgraph: Any, node: Any, shapes: Any) -> Any:
        return [(), shapes[0]]

    def connection_pattern(self, node: Any) -> list[list[bool]]:
        return [[True, False], [True, True]]

    def L_op(self, inputs: Any, outputs: Any, output_gradients: Any) -> list[Any]:
        """Mean * n and gradient * n are linear in the weights, where n is the number of those that are not 0."""
        (x, weights), (by_mean, by_gradient) = inputs, output_gradients
        terms = [by * part for by, part in ((by_mean, x), (by_gradient, 1)) if not is_disconnected(by)]
        by_x = theano.gradient.DisconnectedType()() if is_disconnected(by_mean) else by_mean * outputs[1]
        counted = T.maximum(T.sum(T.neq(weights, 0), dtype=x.dtype), 1)
        return fitting([by_x, sum(terms) / counted], inputs)
