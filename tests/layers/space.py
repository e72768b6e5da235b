"""Sums over windows in plain NumPy, for tests of layers over space. Channels are last here."""

from __future__ import annotations

from itertools import product

import numpy as np


def to_ordering(value, ordering):
    """A channels-last array in a dim_ordering."""
    return np.moveaxis(value, -1, 1) if ordering == "th" else value


def from_ordering(value, ordering):
    """An array in a dim_ordering with its channels last."""
    return np.moveaxis(value, 1, -1) if ordering == "th" else value


def windows(x, sizes, strides, dilations=None):
    """All windows that stay inside `x`: shape (places..., samples, sizes..., channels)."""
    dilations = dilations or (1,) * len(sizes)
    reach = [(size - 1) * dilation + 1 for size, dilation in zip(sizes, dilations, strict=True)]
    places = [(n - r) // stride + 1 for n, r, stride in zip(x.shape[1:-1], reach, strides, strict=True)]
    found = []
    for place in product(*map(range, places)):
        starts = [p * stride for p, stride in zip(place, strides, strict=True)]
        cuts = [slice(s, s + r, d) for s, r, d in zip(starts, reach, dilations, strict=True)]
        found.append(x[(slice(None), *cuts)])
    return np.array(found).reshape(*places, *found[0].shape)


def convolution(x, kernel, strides, dilations=None):
    """Cross-correlation without a border. kernel: (sizes..., channels, filters)."""
    rank = kernel.ndim - 2
    taps = windows(x, kernel.shape[:rank], strides, dilations)
    places = np.tensordot(taps, kernel, axes=rank + 1)
    return np.moveaxis(places, rank, 0)


def pooling(x, sizes, strides, reduce):
    """`reduce` (np.max, np.mean) of each window that stays inside."""
    rank = len(sizes)
    reduced = reduce(windows(x, sizes, strides), axis=tuple(range(rank + 1, 2 * rank + 1)))
    return np.moveaxis(reduced, rank, 0)
