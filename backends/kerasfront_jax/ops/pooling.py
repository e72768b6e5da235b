"""Pooling, axis by axis, as a chain of comparisons or sums of strided slices.

XLA has operations for windows. On processors the gradient of its maximum takes ten times as long as a convolution.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import lax

from kerasfront.backend.conv_shapes import output_length, padding, spatial


def pool(
    x: Any, pool_size: Sequence[int], strides: Sequence[int], border_mode: str, dim_ordering: str, pool_mode: str
) -> Any:
    """See `K.pool2d` and `K.pool3d`. Of equal maxima, the first has the gradient."""
    axes = spatial(range(x.ndim), dim_ordering)
    largest = pool_mode == "max"
    windows = [
        (axis, size, stride, padding(x.shape[axis], size, border_mode, stride),
         output_length(x.shape[axis], size, border_mode, stride))
        for axis, size, stride in zip(axes, pool_size, strides)
    ]  # fmt: skip
    found = x
    for window in reversed(windows):
        found = _along(found, largest, *window)
    return found if largest else found / _counts(x, windows)


def _along(x: Any, largest: bool, axis: int, size: int, stride: int, pads: tuple[int, int], places: Any) -> Any:
    """The largest element, or the sum, of each window along an axis."""
    widths = [(*pads, 0) if i == axis else (0, 0, 0) for i in range(x.ndim)]
    padded = lax.pad(x, np.array(-math.inf if largest else 0.0, x.dtype), widths) if any(pads) else x
    end = (places - 1) * stride + 1
    parts = [lax.slice_in_dim(padded, first, first + end, stride, axis) for first in range(size)]
    found = parts[0]
    for part in parts[1:]:
        found = jnp.where((part > found) | (part != part), part, found) if largest else found + part
    return found


def _counts(x: Any, windows: Sequence[Any]) -> Any:
    """Number of elements in each window, in a shape that broadcasts."""
    counts: Any = np.ones((1,) * x.ndim)
    for axis, size, stride, (before, _), places in windows:
        first = np.arange(places) * stride - before
        inside = np.minimum(first + size, x.shape[axis]) - np.maximum(first, 0)
        counts = counts * inside.reshape([-1 if i == axis else 1 for i in range(x.ndim)])
    return counts.astype(x.dtype)
