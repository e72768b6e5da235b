"""Pooling, Theano's and ours. In a window, gradients go to all of the largest elements by its, to the first by ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import lax

from kerasfront_theano.library import theano
from kerasfront_theano.linker.convolution import padding, transposed
from kerasfront_theano.linker.translation import number, numbers
from kerasfront_theano.ops.pooling import GATHER, LARGEST, SPREAD, Pooling

pool = theano.tensor.signal.pool


class PoolingWindows(NamedTuple):
    """PoolingWindows over an array, along each of its axes."""

    sizes: tuple[int, ...]
    steps: tuple[int, ...]
    padding: list[tuple[int, int]]

    def reduce(self, x: Any, start: Any, function: Any) -> Any:
        """Join the elements of each window."""
        return lax.reduce_window(x, np.asarray(start, x.dtype), function, self.sizes, self.steps, self.padding)

    def largest(self, x: Any) -> Any:
        """The largest element of each window."""
        return self.reduce(x, -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min, lax.max)

    def seen(self, x: Any, places: Any, outside: Any) -> Iterator[tuple[Any, Any]]:
        """For each position within a window, the position, and what all windows have there."""
        x = lax.pad(x, np.asarray(outside, x.dtype), [(before, after, 0) for before, after in self.padding])
        for position in np.ndindex(*self.sizes):
            ends = [first + (count - 1) * step + 1 for first, count, step in zip(position, places, self.steps)]
            yield position, lax.slice(x, position, ends, self.steps)

    def hits(self, x: Any, largest: Any, first: bool) -> Iterator[tuple[Any, Any]]:
        """For each position within a window, the position, and which windows have their largest element there.

        first: whether only the first of equal elements counts.
        """
        found: Any = np.zeros((), bool)
        for position, seen in self.seen(x, largest.shape, np.inf):
            hit = (seen == largest) & ~found if first else seen == largest
            found = hit | found
            yield position, hit

    def spread(self, x: Any, largest: Any, values: Any, first: bool = False) -> Any:
        """For each element of `x`, the sum of the values of the windows that it is the largest of."""
        padded = [size + before + after for size, (before, after) in zip(x.shape, self.padding)]
        zero, total = np.zeros((), values.dtype), jnp.zeros(padded, values.dtype)
        for position, hit in self.hits(x, largest, first):
            given = jnp.where(hit, values, zero)
            lengths = [(count - 1) * step + 1 for count, step in zip(values.shape, self.steps)]
            edges = zip(position, padded, lengths, self.steps)
            total = total + lax.pad(given, zero, [(start, n - start - m, step - 1) for start, n, m, step in edges])
        return lax.pad(total, zero, [(-before, -after, 0) for before, after in self.padding])

    def gather(self, x: Any, largest: Any, values: Any, first: bool = False) -> Any:
        """For each window, the sum of the values at its largest elements."""
        pairs = zip(self.hits(x, largest, first), self.seen(values, largest.shape, 0))
        return sum(jnp.where(hit, value, np.zeros((), value.dtype)) for (_, hit), (_, value) in pairs)


def _windows(op: Any, x: Any, sizes: Any, steps: Any, pads: Any) -> PoolingWindows:
    if not op.ignore_border:
        raise NotImplementedError("pooling of incomplete windows")
    others = x.ndim - op.ndim
    ones, widths = (1,) * others, [(0, 0)] * others + [(width, width) for width in numbers(pads)]
    return PoolingWindows((*ones, *numbers(sizes)), (*ones, *numbers(steps)), widths)


def _pool(op: Any, x: Any, *geometry: Any) -> Any:
    windows = _windows(op, x, *geometry)
    if op.mode == "max":
        return windows.largest(x)
    total = windows.reduce(x, 0, lax.add)
    if op.mode == "sum":
        return total
    if op.mode == "average_exc_pad":
        return total / windows.reduce(jnp.ones_like(x), 0, lax.add)
    return total / np.asarray(np.prod(windows.sizes), x.dtype)


def _max_gradient(node: Any, x: Any, largest: Any, gradient: Any, *geometry: Any) -> Any:
    return _windows(node.op, x, *geometry).spread(x, largest, gradient)


def _second_max_gradient(node: Any, x: Any, largest: Any, values: Any, *geometry: Any) -> Any:
    return _windows(node.op, x, *geometry).gather(x, largest, values)


def _average_gradient(node: Any, x: Any, gradient: Any, *geometry: Any) -> Any:
    return transposed(lambda x: _pool(node.op, x, *geometry), x.shape, gradient)


def _ours(node: Any, a: Any, images: Any, largest: Any, *geometry: Any) -> Any:
    op, (height, width, *before) = node.op, map(number, geometry)
    made = op.shape(a.shape[0], (height, width), a.shape[3 if op.channels_last else 1])
    places, pixels = (a.shape, made) if op.direction == SPREAD else (made, a.shape)
    sizes, steps, before = (op.shape(fill, pair, fill) for fill, pair in ((1, op.window), (1, op.steps), (0, before)))
    windows = PoolingWindows(sizes, steps, padding(pixels, places, sizes, steps, before))
    if op.direction == LARGEST:
        return windows.largest(a)
    if op.direction == GATHER:
        return windows.gather(images, largest, a, first=True) if op.largest else windows.reduce(a, 0, lax.add)
    if op.largest:
        return windows.spread(images, largest, a, first=True)
    return transposed(lambda x: windows.reduce(x, 0, lax.add), pixels, a)


OPERATIONS = {
    pool.Pool: lambda node, x, *geometry: _pool(node.op, x, *geometry),
    pool.MaxPoolGrad: _max_gradient,
    pool.DownsampleFactorMaxGradGrad: _second_max_gradient,
    pool.AveragePoolGrad: _average_gradient,
    Pooling: _ours,
}
