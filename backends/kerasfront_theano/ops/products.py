"""Products along axes with first- and second-order gradients, also around zeros, where Theano lacks the second."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasfront.errors import UnsupportedOperation
from kerasfront_theano.library import theano
from kerasfront_theano.ops.gradients import fitting

T = theano.tensor


class Product(T.elemwise.Prod):
    """Theano's product with another gradient."""

    def L_op(self, inputs: Any, outputs: Any, output_gradients: Any) -> list[Any]:
        (x,), [gradient] = inputs, output_gradients
        axes = list(range(x.ndim) if self.axis is None else self.axis)
        kept = [axis for axis in range(x.ndim) if axis not in axes]
        moved = x.dimshuffle(*kept, *axes)
        rows = moved.reshape([*(x.shape[axis] for axis in kept), -1], len(kept) + 1)
        others = Others()(rows).reshape(moved.shape, x.ndim).dimshuffle(*np.argsort([*kept, *axes]))
        places = iter(range(len(kept)))
        spread = gradient.dimshuffle(["x" if axis in axes else next(places) for axis in range(x.ndim)])
        return fitting([spread * others], inputs)


class _OfRows(theano.graph.op.Op):
    """An operation from arrays of one shape and type to another such array."""

    __props__ = ()

    def make_node(self, *inputs: Any) -> Any:
        tensors = [T.as_tensor_variable(x) for x in inputs]
        return theano.graph.basic.Apply(self, tensors, [tensors[0].type()])

    def infer_shape(self, fgraph: Any, node: Any, shapes: Any) -> Any:
        return shapes[:1]


class Others(_OfRows):
    """For each element, the product of all others along the last axis."""

    def perform(self, node: Any, inputs: Any, storage: Any, params: Any = None) -> None:
        [x] = inputs
        storage[0][0] = _before(x) * _before(x[..., ::-1])[..., ::-1]

    def L_op(self, inputs: Any, outputs: Any, output_gradients: Any) -> list[Any]:
        return fitting([Pairs()(*inputs, *output_gradients)], inputs)


class Pairs(_OfRows):
    """(x, g) -> for each element, the sum over all others of their g times the product of those that remain."""

    def perform(self, node: Any, inputs: Any, storage: Any, params: Any = None) -> None:
        x, g = inputs
        left, right = _before(x), _before(x[..., ::-1])[..., ::-1]
        by_left, by_right = _moved_before(x, g), _moved_before(x[..., ::-1], g[..., ::-1])[..., ::-1]
        storage[0][0] = left * by_right + by_left * right

    def L_op(self, inputs: Any, outputs: Any, output_gradients: Any) -> list[Any]:
        raise UnsupportedOperation(
            "K.prod: on Theano it has first- and second-order gradients. For more, multiply parts: "
            "x[:, 0] * x[:, 1] * ..."
        )


def _before(x: np.ndarray) -> np.ndarray:
    """For each element, the product of those before it along the last axis."""
    products = np.ones_like(x)
    np.cumprod(x[..., :-1], -1, out=products[..., 1:])
    return products


def _moved_before(x: np.ndarray, g: np.ndarray) -> np.ndarray:
    """The change of `_before` if `x` changes by `g`."""
    products, moved = _before(x), np.zeros_like(x)
    for i in range(1, x.shape[-1]):
        moved[..., i] = moved[..., i - 1] * x[..., i - 1] + products[..., i - 1] * g[..., i - 1]
    return moved
