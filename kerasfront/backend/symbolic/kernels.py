# pyright: basic
"""The functions on arrays behind the operations of K, made of the functions of a library like NumPy.

An adapter takes the whole table, and replaces what its library does otherwise or better. What is said here of gradients
holds for every backend: at kinks they are those of a `where`, see `tests/backends/test_kinks.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kerasfront.backend.symbolic.library import Array
from kerasfront.backend.symbolic.windows import Windows

Kernels = dict[str, Callable[..., Array]]

_UNARY = ("exp", "log", "sin", "cos", "round", "sign", "tanh", "negative", "zeros_like", "ones_like")
_BINARY = {
    "add": "add", "subtract": "subtract", "multiply": "multiply", "divide": "true_divide", "mod": "mod",
    "floor_divide": "floor_divide", "pow": "power", "equal": "equal", "not_equal": "not_equal", "greater": "greater",
    "greater_equal": "greater_equal", "lesser": "less", "lesser_equal": "less_equal", "dot": "dot",
}  # fmt: skip


def kernels(np: Any) -> Kernels:
    """All kernels.

    Parameters
    ----------
    np : module
        A namespace of functions called as NumPy's. They must be differentiable where K's operations are.
    """
    named = {name: getattr(np, name) for name in _UNARY} | {name: getattr(np, own) for name, own in _BINARY.items()}
    windows = Windows(np)
    of_windows = {name: getattr(windows, name) for name in ("conv", "deconv", "pool", "separable")}
    return {**named, **_elementwise(np), **_reductions(np), **_shaping(np), **_products(np), **of_windows}


def _elementwise(np: Any) -> Kernels:
    where = np.where

    def positive(x: Array) -> Array:
        return where(x <= 0, np.zeros_like(x), x)

    def sqrt(x: Array) -> Array:  # of negative numbers 0; the gradient at 0 is 0
        low = x <= 0
        return where(low, np.zeros_like(x), np.sqrt(where(low, np.ones_like(x), x)))

    def softplus(x: Array) -> Array:
        return positive(x) + np.log1p(np.exp(-np.abs(x)))

    def softmax(x: Array) -> Array:
        e = np.exp(x - np.max(x, axis=-1, keepdims=True))
        return e / np.sum(e, axis=-1, keepdims=True)

    def elu(x: Array, alpha: Array) -> Array:
        return where(x > 0, x, alpha * np.expm1(where(x > 0, np.zeros_like(x), x)))

    return {
        "abs": lambda x: x * np.sign(x),
        "sqrt": sqrt,
        "square": lambda x: x * x,
        "maximum": lambda x, y: where((x >= y) | (x != x), x, y),
        "minimum": lambda x, y: where((x <= y) | (x != x), x, y),
        "rectify": positive,
        "sigmoid": lambda x: 0.5 * (np.tanh(0.5 * x) + 1.0),
        "softplus": softplus,
        "softmax": softmax,
        "elu": elu,
        "where": lambda condition, x, y: where(condition != 0, x, y),
        "cast": lambda x, to: x.astype(to),
        "identity": lambda x: x,
    }


def _reductions(np: Any) -> Kernels:
    def reduction(function: Callable[..., Array]) -> Callable[..., Array]:
        return lambda x, axis, keepdims: function(x, axis=axis, keepdims=keepdims).astype(x.dtype)

    def place(function: Callable[..., Array]) -> Callable[..., Array]:
        return lambda x, axis: function(x, axis).astype("int64")

    found = {name: reduction(getattr(np, name)) for name in ("max", "min", "sum", "prod", "mean", "any", "all")}
    return {**found, "argmax": place(np.argmax), "argmin": place(np.argmin)}


def _shaping(np: Any) -> Kernels:
    def stacked(*arrays: Array) -> Array:
        return np.stack(arrays)

    def concatenate(*arrays: Array, axis: int) -> Array:
        return np.concatenate(arrays, axis)

    return {
        "shape": lambda x: np.array(x.shape, "int32"),
        "getitem": lambda x, key: x[key],
        "broadcast_to": np.broadcast_to,
        "concatenate": concatenate,
        "stack": stacked,
        "reshape": np.reshape,
        "permute_dimensions": lambda x, pattern: np.transpose(x, pattern),
        "expand_dims": lambda x, dim: np.expand_dims(x, dim),
        "squeeze": lambda x, axis: np.squeeze(x, axis),
        "repeat_elements": lambda x, rep, axis: np.repeat(x, rep, axis),
        "tile": np.tile,
        "zero_pad": lambda x, widths: np.pad(x, widths, "constant"),
        "arange": lambda start, stop, step, to: np.arange(start, stop, step).astype(to),
    }


def _products(np: Any) -> Kernels:
    def batch_tensordot(x: Array, y: Array, axes: Sequence[Sequence[int]]) -> Array:
        left, right = list(range(x.ndim)), [0, *range(x.ndim, x.ndim + y.ndim - 1)]
        for i, j in zip(*axes):
            right[j] = left[i]
        rest = [n for n in left[1:] if n not in right], [n for n in right[1:] if n not in left]
        return np.einsum(x, left, y, right, [0, *rest[0], *rest[1]])

    def pick(x: Array, indices: Array) -> Array:
        chosen = indices[..., None] == np.arange(x.shape[-1])
        return np.sum(np.where(chosen, x, np.zeros_like(x)), axis=-1)

    def counted_labels(labels: Array, lengths: Array) -> Array:
        return np.where(np.arange(labels.shape[1]) < lengths[:, None], labels, np.zeros_like(labels))

    return {
        "batch_tensordot": batch_tensordot,
        "counted_labels": counted_labels,
        "gather": lambda reference, indices: reference[indices],
        "pick": pick,
    }
