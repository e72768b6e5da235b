"""Random tensors. Each operation has its own stream, whose state is a shared variable that every call advances."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront.backend import portable_random
from kerasfront.backend.types import Dtype, RawTensor
from kerasfront_theano.library import theano
from kerasfront_theano.state import collect, loop_counters
from kerasfront_theano.static_shape import known_int
from kerasfront_theano.tensors import is_tensor, static_shape, with_shape

T = theano.tensor

_numbers = itertools.count()  # in which order operations were made

__all__ = ["dropout", "random_binomial", "random_normal", "random_streams", "random_uniform"]


def random_normal(
    shape: Sequence[Any], mean: float = 0.0, std: float = 1.0, dtype: Dtype | None = None, seed: int | None = None
) -> RawTensor:
    return _drawn("normal", shape, dtype, seed) * T.cast(std, dtype) + T.cast(mean, dtype)


def random_uniform(
    shape: Sequence[Any], low: float = 0.0, high: float = 1.0, dtype: Dtype | None = None, seed: int | None = None
) -> RawTensor:
    return _drawn("uniform", shape, dtype, seed) * T.cast(high - low, dtype) + T.cast(low, dtype)


def random_binomial(
    shape: Sequence[Any], p: float = 0.0, dtype: Dtype | None = None, seed: int | None = None
) -> RawTensor:
    return T.cast(_drawn("uniform", shape, "float32", seed) < p, dtype)


def dropout(
    x: RawTensor, level: float, noise_shape: Sequence[int | None] | None = None, seed: int | None = None
) -> RawTensor:
    pattern = noise_shape or (None,) * x.ndim
    sizes = [x.shape[i] if size is None else size for i, size in enumerate(pattern)]
    kept = _drawn("uniform", sizes, x.dtype, seed) >= level
    return T.switch(kept, x * (1.0 / (1.0 - level)), 0.0).astype(x.dtype)


def random_streams(tensors: Sequence[RawTensor]) -> list[RawTensor]:
    found = [x for x in theano.graph.basic.graph_inputs(tensors) if hasattr(x.tag, "stream")]
    return sorted(dict.fromkeys(found), key=lambda x: x.tag.stream)


class DrawNumbers(theano.graph.op.Op):
    """Draw numbers with NumPy; inputs: the key and the sizes, two vectors."""

    __props__ = ("kind", "dtype", "ndim", "part")

    def __init__(self, kind, dtype, ndim, part):
        self.kind, self.dtype, self.ndim, self.part = kind, dtype, ndim, part

    def make_node(self, key, sizes):
        return theano.graph.basic.Apply(self, [key, sizes], [T.TensorType(self.dtype, (False,) * self.ndim)()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = portable_random.draw(self.kind, self.dtype, *inputs, self.part)

    def infer_shape(self, fgraph, node, shapes):
        return [tuple(node.inputs[1][i] for i in range(self.ndim))]

    def connection_pattern(self, node):
        return [[False], [False]]

    def grad(self, inputs, gradients):
        return [theano.gradient.DisconnectedType()() for _ in inputs]


def _drawn(kind, shape, dtype, seed):
    """Uniform numbers of [0, 1), or normal ones of mean 0 and deviation 1."""
    sizes = _sizes(shape)
    if portable_random.across_backends():
        stream = theano.shared(np.array([seed, 0]), "random_stream")
        stream.default_update = stream + np.array([0, 1])
        stream.tag.stream = next(_numbers)
        # Of a copy, because Theano's loops would move on a shared variable in each step.
        key = T.stack([stream.copy()[0], stream.copy()[1], *[T.cast(step, "int64") for step in loop_counters()]])
        part = portable_random.part_of_rows([known_int(size) for size in sizes])
        draw = DrawNumbers(kind, dtype, len(sizes), part)
        drawn = draw(key, T.stack([T.cast(size, "int64") for size in sizes]))
    else:
        stream = _stream(seed)
        drawn = getattr(stream, kind)(sizes, dtype=dtype)
        collect(stream)
        for state, *_ in stream.state_updates:
            state.tag.stream = next(_numbers)
    return with_shape(drawn, tuple(known_int(size) for size in sizes))


def _stream(seed):
    # The generator has six seeds. From six small equal ones its first draws are much alike.
    seeds = np.random.RandomState(seed).randint(1, 2_147_462_579, 6)
    return theano.sandbox.rng_mrg.MRG_RandomStream([int(s) for s in seeds])


def _sizes(shape):
    if is_tensor(shape):
        return tuple(shape[i] for i in range(static_shape(shape)[0]))
    return tuple(shape)
