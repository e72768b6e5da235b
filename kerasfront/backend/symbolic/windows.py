"""Convolution and pooling by slices: each element of a window is a part of the images, taken for all places at once."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from kerasfront.backend.conv_shapes import padding
from kerasfront.backend.symbolic.library import Array

Ints = Sequence[int]


class Windows:
    """The kernels of a library like NumPy that has none of its own.

    np : module
        A namespace of functions called as NumPy's.
    """

    def __init__(self, np: Any) -> None:
        self._np = np

    def conv(
        self, x: Array, kernel: Array, strides: Ints, border_mode: str, dim_ordering: str, dilations: Ints
    ) -> Array:
        """Cross-correlation of images or volumes."""
        images, taps = self._last(x, dim_ordering), self._kernel_last(kernel, dim_ordering)
        parts = self._parts(images, taps.shape[:-2], border_mode, strides, dilations)
        return self._as_asked(sum(self._np.dot(part, taps[place]) for place, part in parts), dim_ordering)

    def deconv(self, x: Array, kernel: Array, sizes: Ints, strides: Ints, border_mode: str, dim_ordering: str) -> Array:
        """Each pixel lays the kernel into images of the spatial sizes `sizes`; the kernel takes the channels of `x`."""
        images, taps = self._last(x, dim_ordering), self._kernel_last(kernel, dim_ordering)
        pads = [padding(n, s, border_mode, t) for n, s, t in zip(sizes, taps.shape[:-2], strides)]
        lengths = [n + before + after for n, (before, after) in zip(sizes, pads)]
        total: Any = 0
        for place in itertools.product(*map(range, taps.shape[:-2])):
            part = self._np.dot(images, taps[place])
            for axis, (start, stride, length) in enumerate(zip(place, strides, lengths), 1):
                part = self._spread(part, axis, stride, start, length)
            total = total + part
        inner = tuple(slice(before, before + n) for n, (before, _) in zip(sizes, pads))
        return self._as_asked(total[(slice(None), *inner)], dim_ordering)

    def separable(
        self, x: Array, depthwise: Array, pointwise: Array, strides: Ints, border_mode: str, dim_ordering: str
    ) -> Array:
        """Each channel with kernels of its own, then all of them at each place."""
        images, taps = self._last(x, dim_ordering), self._kernel_last(depthwise, dim_ordering)
        parts = self._parts(images, taps.shape[:-2], border_mode, strides, (1,) * len(strides))
        each: Any = sum(part[..., None] * taps[place] for place, part in parts)
        mixed = self._np.reshape(each, (*each.shape[:-2], each.shape[-2] * each.shape[-1]))
        place = (0,) * len(strides)
        return self._as_asked(self._np.dot(mixed, self._kernel_last(pointwise, dim_ordering)[place]), dim_ordering)

    def pool(
        self, x: Array, pool_size: Ints, strides: Ints, border_mode: str, dim_ordering: str, pool_mode: str
    ) -> Array:
        """The largest element of each window, or the mean of those that are there."""
        images, ones = self._last(x, dim_ordering), (1,) * len(pool_size)
        fill = -float("inf") if pool_mode == "max" else 0
        parts = [part for _, part in self._parts(images, pool_size, border_mode, strides, ones, fill)]
        if pool_mode == "max":
            return self._as_asked(functools.reduce(self._larger, parts), dim_ordering)
        here = self._np.ones((1, *images.shape[1:-1], 1), images.dtype)
        counts: Any = sum(part for _, part in self._parts(here, pool_size, border_mode, strides, ones))
        return self._as_asked(sum(parts) / counts, dim_ordering)

    def _larger(self, x: Array, y: Array) -> Array:
        """The maximum; of equals it is `x`, which has the gradient."""
        return self._np.where((x >= y) | (x != x), x, y)

    def _parts(
        self, x: Array, sizes: Ints, mode: str, strides: Ints, dilations: Ints, fill: float = 0
    ) -> Iterator[tuple[tuple[int, ...], Array]]:
        """Iterate over the elements of a window, with what each sees at all places."""
        pads = [padding(*each) for each in zip(x.shape[1:-1], sizes, [mode] * len(sizes), strides, dilations)]
        if any(map(any, pads)):
            x = self._np.pad(x, [(0, 0), *pads, (0, 0)], "constant", constant_values=fill)
        spans = [(size - 1) * dilation for size, dilation in zip(sizes, dilations)]
        for place in itertools.product(*map(range, sizes)):
            starts = [p * dilation for p, dilation in zip(place, dilations)]
            ends = [start + n - span for start, n, span in zip(starts, x.shape[1:-1], spans)]
            yield place, x[(slice(None), *map(slice, starts, ends, strides))]

    def _spread(self, x: Array, axis: int, stride: int, start: int, length: int) -> Array:
        """Elements `stride` apart along an axis of this length, from `start` on, among zeros."""
        np, count = self._np, x.shape[axis]
        if stride > 1:
            x = np.expand_dims(x, axis + 1)
            x = np.pad(x, [(0, stride - 1) if i == axis + 1 else (0, 0) for i in range(x.ndim)], "constant")
            x = np.reshape(x, (*x.shape[:axis], count * stride, *x.shape[axis + 2 :]))
            x = x[(*[slice(None)] * axis, slice(0, length - start))]
        after = length - start - x.shape[axis]
        return np.pad(x, [(start, after) if i == axis else (0, 0) for i in range(x.ndim)], "constant")

    def _last(self, x: Array, dim_ordering: str) -> Array:
        """Images with their channels last."""
        return self._np.moveaxis(x, 1, -1) if dim_ordering == "th" else x

    def _as_asked(self, x: Array, dim_ordering: str) -> Array:
        """Images with their channels where they belong."""
        return self._np.moveaxis(x, -1, 1) if dim_ordering == "th" else x

    def _kernel_last(self, kernel: Array, dim_ordering: str) -> Array:
        """A kernel with its channels and filters last."""
        return self._np.transpose(kernel, (*range(2, kernel.ndim), 1, 0)) if dim_ordering == "th" else kernel
