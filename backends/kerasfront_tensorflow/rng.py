"""Random tensors.

TensorFlow's stateless generators are keyed by (seed of the operation, number of its runs), so a run can be repeated,
and continued from a saved number.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from kerasfront.backend import portable_random
from kerasfront.backend.types import Dtype, RawTensor
from kerasfront_tensorflow.execution import lock
from kerasfront_tensorflow.execution.subgraph import WHOLE_GRAPH, ancestors
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import dropout as one_op
from kerasfront_tensorflow.state import building, state, state_of
from kerasfront_tensorflow.tensors import graph_op
from kerasfront_tensorflow.variables import new_variable

__all__ = ["dropout", "random_binomial", "random_normal", "random_streams", "random_uniform"]

GENERATORS = {"normal": tf.random.stateless_normal, "uniform": tf.random.stateless_uniform}


def random_normal(
    shape: Sequence[Any], mean: float = 0.0, std: float = 1.0, dtype: Dtype | None = None, seed: int | None = None
) -> RawTensor:
    return _random(_random_normal, seed, shape, mean, std, dtype)


@graph_op
def _random_normal(stream, across, shape, mean, std, dtype):
    return _drawn("normal", stream, across, shape, dtype) * std + mean


def random_uniform(
    shape: Sequence[Any], low: float = 0.0, high: float = 1.0, dtype: Dtype | None = None, seed: int | None = None
) -> RawTensor:
    return _random(_random_uniform, seed, shape, low, high, dtype)


@graph_op
def _random_uniform(stream, across, shape, low, high, dtype):
    return _drawn("uniform", stream, across, shape, dtype) * (high - low) + low


def random_binomial(
    shape: Sequence[Any], p: float = 0.0, dtype: Dtype | None = None, seed: int | None = None
) -> RawTensor:
    return _random(_random_binomial, seed, shape, p, dtype)


@graph_op
def _random_binomial(stream, across, shape, p, dtype):
    return tf.cast(_drawn("uniform", stream, across, shape, "float32") < p, dtype)


def dropout(
    x: RawTensor, level: float, noise_shape: Sequence[int | None] | None = None, seed: int | None = None
) -> RawTensor:
    return _random(_dropout, seed, x, level, noise_shape)


@graph_op
def _dropout(stream, across, x, level, noise_shape):
    if noise_shape is None and not across and one_op.runs(x):
        return one_op.dropout(x, level, _in_loops(stream.read_value()))
    sizes = tf.shape(x)
    if noise_shape is not None:
        sizes = tf.stack([sizes[i] if d is None else d for i, d in enumerate(noise_shape)])
    kept = _drawn("uniform", stream, across, sizes, x.dtype.base_dtype) >= level
    return tf.where(kept, x * (1.0 / (1.0 - level)), tf.zeros_like(x))


def random_streams(tensors: Sequence[RawTensor]) -> list[RawTensor]:
    return drawn_from(tensors, WHOLE_GRAPH)


def drawn_from(tensors, subgraph):
    """The streams of the random operations that some tensors depend on in a part of the graph."""
    found = set(ancestors(tensors, subgraph=subgraph))
    return [stream for stream in state_of(*tensors).streams if stream.handle.op in found]


def _drawn(kind, stream, across, shape, dtype):
    """Uniform numbers of [0, 1), or normal ones of mean 0 and deviation 1; `across`: the same on all backends."""
    key, steps = stream.read_value(), state().loop_counters
    if across:
        key = tf.concat([key, tf.cast(tf.stack(steps), "int64")], 0) if steps else key
        sizes = tf.zeros(shape).shape
        part = portable_random.part_of_rows(sizes.as_list() if sizes.rank else [])
        draw = functools.partial(portable_random.draw, kind, tf.as_dtype(dtype).name, part=part)
        return tf.reshape(tf.numpy_function(draw, [key, shape], dtype), shape)  # the shape becomes known
    return GENERATORS[kind](shape, _in_loops(key), dtype=dtype)


def _random(operation, seed, *arguments):
    """The result of a random operation with a stream of its own: a variable of its seed and the number of the run."""
    with lock.LOCK:  # until then, the stream would be released as unused
        with building() as state:
            stream = new_variable((seed, 0), "int64", "random_stream")
            state.streams.append(stream)
        return operation(stream, portable_random.across_backends(), *arguments)


def _in_loops(key):
    """A key that differs in each step of the loops under construction."""
    return functools.reduce(tf.random.fold_in, state().loop_counters, key)
