"""Layers over space, computed and worked out in plain NumPy. Arrays have their channels last here."""

from __future__ import annotations

from itertools import product

import numpy as np

from kerasfront.layers import Input

SEQUENCE, IMAGE, VOLUME = (
    np.random.RandomState(rank).normal(size=(2, *(5, 6, 4)[:rank], 3)).astype("float32") for rank in (1, 2, 3)
)


def to_ordering(value, ordering):
    """A channels-last array in a dim_ordering."""
    return np.moveaxis(value, -1, 1) if ordering == "th" else value


def from_ordering(value, ordering):
    """An array in a dim_ordering with its channels last."""
    return np.moveaxis(value, 1, -1) if ordering == "th" else value


def outputs(K, pairs):
    """The outputs of (layer, array) pairs, computed by one function; static shapes are the real ones."""
    orderings = [getattr(layer, "dim_ordering", "tf") for layer, _ in pairs]
    arrays = [to_ordering(value, ordering) for (_, value), ordering in zip(pairs, orderings)]
    inputs = [Input(array.shape[1:]) for array in arrays]
    tensors = [layer(x) for (layer, _), x in zip(pairs, inputs)]
    results = K.function(inputs, tensors)(arrays)
    for (layer, _), tensor, result in zip(pairs, tensors, results):
        assert layer.output_shape[1:] == result.shape[1:]
        assert K.int_shape(tensor)[1:] == result.shape[1:]
    return [from_ordering(r, ordering) if r.ndim > 2 else r for r, ordering in zip(results, orderings)]


def windows(x, sizes, strides, dilations=None):
    """All windows that stay inside `x`: shape (places..., samples, sizes..., channels)."""
    dilations = dilations or (1,) * len(sizes)
    reach = [(size - 1) * dilation + 1 for size, dilation in zip(sizes, dilations)]
    places = [(n - r) // stride + 1 for n, r, stride in zip(x.shape[1:-1], reach, strides)]
    found = []
    for place in product(*map(range, places)):
        cuts = [slice(p * s, p * s + r, d) for p, s, r, d in zip(place, strides, reach, dilations)]
        found.append(x[(slice(None), *cuts)])
    return np.array(found).reshape(*places, *found[0].shape)


def convolution(x, kernel, strides, dilations=None):
    """Cross-correlation without a border. kernel: (sizes..., channels, filters)."""
    rank = kernel.ndim - 2
    taps = windows(x, kernel.shape[:rank], strides, dilations)
    return np.moveaxis(np.tensordot(taps, kernel, axes=rank + 1), rank, 0)


def pooling(x, sizes, strides, reduce):
    """`reduce` (np.max, np.mean) of each window that stays inside."""
    rank = len(sizes)
    reduced = reduce(windows(x, sizes, strides), axis=tuple(range(rank + 1, 2 * rank + 1)))
    return np.moveaxis(reduced, rank, 0)
