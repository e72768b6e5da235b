"""Reshaping, reordering, padding and joining of tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront.backend.types import Dtype, RawTensor
from kerasfront_theano.library import theano
from kerasfront_theano.tensors import static_shape, with_shape

T = theano.tensor

__all__ = [
    "arange", "concatenate", "expand_dims", "pattern_broadcast", "permute_dimensions", "repeat_elements", "reshape",
    "split", "squeeze", "stack", "tile", "zero_pad",
]  # fmt: skip


def concatenate(tensors: Sequence[RawTensor], axis: int = -1) -> RawTensor:
    if isinstance(tensors[0].type, theano.sparse.SparseType):
        return (theano.sparse.vstack, theano.sparse.hstack)[axis](tensors, "csr")
    return T.concatenate(tensors, axis)


def stack(x: Sequence[RawTensor]) -> RawTensor:
    return T.stack(x)


def split(x: RawTensor, sizes: Sequence[int], axis: int = -1) -> list[RawTensor]:
    shape = static_shape(x)
    parts = T.split(x, list(sizes), len(sizes), axis)
    return [with_shape(part, (*shape[:axis], size, *shape[axis + 1 :])) for part, size in zip(parts, sizes)]


def reshape(x: RawTensor, shape: Sequence[Any]) -> RawTensor:
    return T.reshape(x, [size if isinstance(size, int) else T.cast(size, "int64") for size in shape], len(shape))


def permute_dimensions(x: RawTensor, pattern: Sequence[int]) -> RawTensor:
    return x.dimshuffle(pattern)


def expand_dims(x: RawTensor, dim: int = -1) -> RawTensor:
    return x.dimshuffle([*range(dim), "x", *range(dim, x.ndim)])


def squeeze(x: RawTensor, axis: int) -> RawTensor:
    return T.addbroadcast(x, axis).dimshuffle([i for i in range(x.ndim) if i != axis])


def repeat_elements(x: RawTensor, rep: int, axis: int) -> RawTensor:
    shape = list(static_shape(x))
    size = shape[axis] if rep else 0
    shape[axis] = None if size is None else size * rep
    return with_shape(T.repeat(x, rep, axis), tuple(shape))


def tile(x: RawTensor, n: int | Sequence[int | RawTensor] | RawTensor) -> RawTensor:
    return T.tile(x, n)


class Frame(theano.graph.op.Op):
    """Pad a tensor with zeros; negative widths crop it instead.

    Theano's own means, a part of an array of zeros that is set, make its optimizer run for minutes on the gradient.
    """

    __props__ = ("widths",)

    def __init__(self, widths):
        self.widths = widths

    def make_node(self, x):
        single = [one and not (before or after) for one, (before, after) in zip(x.broadcastable, self.widths)]
        return theano.graph.basic.Apply(self, [x], [T.TensorType(x.dtype, single)()])

    def perform(self, node, inputs, outputs):
        (x,) = inputs
        framed = np.zeros([before + size + after for size, (before, after) in zip(x.shape, self.widths)], x.dtype)
        framed[self._within(framed, 1)] = x[self._within(x, -1)]
        outputs[0][0] = framed

    def _within(self, array, sign):
        """The part of `array` that the other array overlaps."""
        edges = [(max(sign * before, 0), max(sign * after, 0)) for before, after in self.widths]
        return tuple(slice(before, size - after) for size, (before, after) in zip(array.shape, edges))

    def infer_shape(self, fgraph, node, shapes):
        return [tuple(before + size + after for size, (before, after) in zip(shapes[0], self.widths))]

    def grad(self, inputs, output_gradients):
        return [Frame(tuple((-before, -after) for before, after in self.widths))(output_gradients[0])]


def zero_pad(x: RawTensor, widths: Sequence[tuple[int, int]]) -> RawTensor:
    known = [None if size is None else before + size + after for size, (before, after) in zip(static_shape(x), widths)]
    return with_shape(Frame(widths)(x), tuple(known))


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Dtype = "int32") -> RawTensor:
    if any(isinstance(bound, theano.graph.basic.Variable) for bound in (start, stop, step)):
        return T.arange(start, stop, step, dtype)
    return T.constant(np.arange(start, stop, step).astype(dtype))


def pattern_broadcast(x: RawTensor, broatcastable: Sequence[bool]) -> RawTensor:
    return T.patternbroadcast(x, [flag or known for flag, known in zip(broatcastable, x.broadcastable)])
