"""Categorical crossentropy and its gradient, in one pass."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront_theano.library import theano
from kerasfront_theano.ops.gradients import fitting, is_disconnected

T = theano.tensor


class CategoricalCrossentropy(theano.graph.op.ExternalCOp):
    """(x, t) -> -sum(t * log(p)) along the last axis, and its gradient with respect to `x`.

    Here p is x divided by its sum, kept within `low` and `high`. Both inputs have one shape and type.
    """

    __props__ = ("low", "high")
    params_type = theano.graph.params_type.ParamsType(low=theano.scalar.float64, high=theano.scalar.float64)

    def __init__(self, low: float, high: float) -> None:
        super().__init__("categorical.c", "APPLY_SPECIFIC(categorical)")
        self.low, self.high = low, high

    def make_node(self, x: Any, t: Any) -> Any:
        return theano.graph.basic.Apply(self, [x, t], [T.TensorType(x.dtype, x.broadcastable[:-1])(), x.type()])

    def perform(self, node: Any, inputs: Any, storage: Any, params: Any = None) -> None:
        """Compute the results without a compiler."""
        x, t = inputs
        with np.errstate(all="ignore"):
            total = np.sum(x, -1, keepdims=True)
            p = x / total
            inside = ~((p < self.low) | (p > self.high))
            storage[0][0] = np.asarray(-np.sum(t * np.log(np.clip(p, self.low, self.high)), -1), x.dtype)
            counted = np.where(inside, t, 0)
            storage[1][0] = (np.sum(counted, -1, keepdims=True) - np.where(inside, t / p, 0)).astype(x.dtype) / total

    def infer_shape(self, fgraph: Any, node: Any, shapes: Any) -> Any:
        return [shapes[0][:-1], shapes[0]]

    def connection_pattern(self, node: Any) -> list[list[bool]]:
        return [[True, True], [True, True]]

    def L_op(self, inputs: Any, outputs: Any, output_gradients: Any) -> list[Any]:
        (x, t), (by_loss, by_gradient) = inputs, output_gradients
        gradients = [x.zeros_like(), t.zeros_like()]
        if not is_disconnected(by_loss):
            by_row = T.shape_padright(by_loss)
            gradients = [by_row * outputs[1], -by_row * self._log(x)]
        if not is_disconnected(by_gradient):
            gradient = T.grad(-T.sum(t * self._log(x)), x)
            gradients = [one + more for one, more in zip(gradients, T.Lop(gradient, [x, t], by_gradient))]
        return fitting(gradients, inputs)

    def _log(self, x: Any) -> Any:
        """The logarithm of p."""
        p = x / T.sum(x, -1, keepdims=True)
        low, high = (np.asarray(bound, x.dtype) for bound in (self.low, self.high))
        return T.log(T.switch(p < low, low, T.switch(p > high, high, p)))
