"""The functions on arrays behind the operations of K, made of the functions of a library like NumPy.

An adapter takes the whole table, and replaces what its library does otherwise or better. Gradients at kinks are
those of what is chosen here by `where`; the family `kinks` of the conformance suite asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kerasfront.backend.symbolic.library import Array
from kerasfront.backend.symbolic.windows import Windows

_SAME_NAMES = (
    "exp", "log", "sin", "cos", "round", "sign", "tanh", "negative", "zeros_like", "ones_like", "add", "subtract",
    "multiply", "mod", "floor_divide", "equal", "not_equal", "greater", "greater_equal", "dot", "broadcast_to",
    "expand_dims", "squeeze", "reshape", "tile",
)  # fmt: skip
_OTHER_NAMES = {"divide": "true_divide", "pow": "power", "lesser": "less", "lesser_equal": "less_equal"}
_REDUCTIONS = ("max", "min", "sum", "prod", "mean", "any", "all")


def kernels(np: Any) -> dict[str, Callable[..., Array]]:
    """All kernels but "stop_gradient" (x) and "print_tensor" (x, message).

    Parameters
    ----------
    np : module
        A namespace of functions called as NumPy's. They must be differentiable where K's operations are.
    """
    renamed: Mapping[str, str] = {**{name: name for name in _SAME_NAMES}, **_OTHER_NAMES}
    found: dict[str, Callable[..., Array]] = {kernel: getattr(np, name) for kernel, name in renamed.items()}
    found |= {name: _reduction(getattr(np, name)) for name in _REDUCTIONS}
    for part in (_Elementwise(np), _Shaping(np), _Products(np), Windows(np)):
        found |= {name: getattr(part, name) for name in vars(type(part)) if not name.startswith("_")}
    return found


def _reduction(function: Callable[..., Array]) -> Callable[..., Array]:
    def reduced(x: Array, axis: Sequence[int], keepdims: bool) -> Array:
        result = function(x, axis=axis, keepdims=keepdims)
        return result if result.dtype == x.dtype else result.astype(x.dtype)

    return reduced


class _Part:
    """Some kernels: its public methods."""

    def __init__(self, np: Any) -> None:
        self._np = np


class _Elementwise(_Part):
    def identity(self, x: Array) -> Array:
        return x

    def cast(self, x: Array, to: str) -> Array:
        return x.astype(to)

    def where(self, condition: Array, x: Array, y: Array) -> Array:
        return self._np.where(condition != 0, x, y)

    def abs(self, x: Array) -> Array:
        return x * self._np.sign(x)

    def sqrt(self, x: Array) -> Array:
        low = x < 0
        roots = self._np.sqrt(self._np.where(low, self._np.ones_like(x), x))
        return self._np.where(low, self._np.zeros_like(x), roots)

    def maximum(self, x: Array, y: Array) -> Array:
        return self._np.where((x >= y) | (x != x), x, y)

    def minimum(self, x: Array, y: Array) -> Array:
        return self._np.where((x <= y) | (x != x), x, y)

    def rectify(self, x: Array) -> Array:
        return self._np.where(x <= 0, self._np.zeros_like(x), x)

    def elu(self, x: Array, alpha: Array) -> Array:
        below = self._np.where(x < 0, x, self._np.zeros_like(x))
        return self._np.where(x > 0, x, alpha * self._np.where(x < 0, self._np.expm1(below), x))

    def sigmoid(self, x: Array) -> Array:
        return 0.5 * (self._np.tanh(0.5 * x) + 1.0)

    def softplus(self, x: Array) -> Array:
        return self._np.logaddexp(x, self._np.zeros_like(x))

    def softmax(self, x: Array) -> Array:
        e = self._np.exp(x - self._np.max(x, axis=-1, keepdims=True))
        return e / self._np.sum(e, axis=-1, keepdims=True)


class _Shaping(_Part):
    def shape(self, x: Array) -> Array:
        return self._np.array(x.shape, "int32")

    def getitem(self, x: Array, key: tuple[Any, ...]) -> Array:
        return x[key]

    def concatenate(self, *arrays: Array, axis: int) -> Array:
        return self._np.concatenate(arrays, axis)

    def stack(self, *arrays: Array) -> Array:
        return self._np.stack(arrays)

    def permute_dimensions(self, x: Array, pattern: Sequence[int]) -> Array:
        return self._np.transpose(x, pattern)

    def repeat_elements(self, x: Array, rep: int, axis: int) -> Array:
        return self._np.repeat(x, rep, axis)

    def zero_pad(self, x: Array, widths: Sequence[tuple[int, int]]) -> Array:
        return self._np.pad(x, widths, "constant")

    def arange(self, start: Array, stop: Array, step: Array, to: str) -> Array:
        return self._np.arange(start, stop, step).astype(to)


class _Products(_Part):
    def batch_tensordot(self, x: Array, y: Array, axes: Sequence[Sequence[int]]) -> Array:
        left, right = list(range(x.ndim)), [0, *range(x.ndim, x.ndim + y.ndim - 1)]
        for i, j in zip(*axes):
            right[j] = left[i]
        rest = [n for n in left[1:] if n not in right], [n for n in right[1:] if n not in left]
        return self._np.einsum(x, left, y, right, [0, *rest[0], *rest[1]])

    def gather(self, reference: Array, indices: Array) -> Array:
        return reference[indices]

    def pick(self, x: Array, indices: Array) -> Array:
        chosen = indices[..., None] == self._np.arange(x.shape[-1])
        return self._np.sum(self._np.where(chosen, x, self._np.zeros_like(x)), axis=-1)

    def argmax(self, x: Array, axis: int) -> Array:
        return self._np.argmax(x, axis).astype("int64")

    def argmin(self, x: Array, axis: int) -> Array:
        return self._np.argmin(x, axis).astype("int64")

    def counted_labels(self, labels: Array, lengths: Array) -> Array:
        counted = self._np.arange(labels.shape[1]) < lengths[:, None]
        return self._np.where(counted, labels, self._np.zeros_like(labels))
