"""Kernels in which autograd differs from NumPy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import autograd.numpy as np
import numpy
from autograd.extend import defvjp, primitive
from autograd.tracer import getval

from kerasfront.backend.feeding import out_of_range
from kerasfront.backend.host_calls import result
from kerasfront.backend.symbolic.kernels import kernels


def where(condition: Any, x: Any, y: Any) -> Any:
    """Autograd's own has no broadcasting."""
    shape = numpy.broadcast_shapes(*(numpy.shape(getval(v)) for v in (condition, x, y)))
    return np.where(getval(condition), *(broadcast_to(v, shape) for v in (x, y)))


def broadcast_to(x: Any, shape: Sequence[int]) -> Any:
    """Autograd's own takes no new axes."""
    return x if x.shape == tuple(shape) else x * numpy.ones(shape, x.dtype)


@primitive
def cast(x: Any, to: str) -> Any:
    """The gradients that reach autograd's own must be arrays; some are Python's numbers."""
    return numpy.asarray(x).astype(to)


defvjp(cast, lambda result, x, to: lambda gradient: cast(gradient, x.dtype), argnums=(0,))


@primitive
def sqrt(x: Any) -> Any:
    """The gradient at 0 is infinite, but 0 where nothing asks for it; autograd's own is NaN there."""
    return numpy.sqrt(numpy.maximum(x, 0))


def _root_gradient(root: Any, x: Any) -> Any:
    def backward(gradient: Any) -> Any:
        zeros, ones = numpy.zeros_like(getval(x)), numpy.ones_like(getval(x))
        unused = (root == 0) & (gradient == 0)
        return where(x < 0, zeros, 0.5 * gradient / where(unused, ones, root))

    return backward


defvjp(sqrt, _root_gradient)


def mean(x: Any, axis: Sequence[int], keepdims: bool) -> Any:
    """NumPy's own warns of empty axes."""
    count = numpy.asarray(math.prod(x.shape[i] for i in axis), x.dtype)
    return np.sum(x, axis=axis, keepdims=keepdims) / count


def gather(reference: Any, indices: Any) -> Any:
    """NumPy counts negative indices from the end."""
    _check_indices(getval(indices), len(reference))
    return reference[getval(indices)]


def pick(x: Any, indices: Any) -> Any:
    """Take elements along the last axis, as `gather` does along the first."""
    _check_indices(getval(indices), x.shape[-1])
    return _OF_NUMPY["pick"](x, indices)


def _check_indices(indices: Any, size: int) -> None:
    if ((indices < 0) | (indices >= size)).any():
        raise out_of_range(size)


def prod(x: Any, axis: Sequence[int], keepdims: bool) -> Any:
    """Autograd's own divides by zeros."""
    kept = [i for i in range(x.ndim) if i not in axis]
    count = math.prod(x.shape[i] for i in axis)
    parts = np.reshape(np.transpose(x, (*axis, *kept)), (count, *(x.shape[i] for i in kept)))
    product = numpy.ones(parts.shape[1:], x.dtype)
    for part in parts:
        product = product * part
    return np.reshape(product, [1 if i in axis else n for i, n in enumerate(x.shape)]) if keepdims else product


class _Namespace:
    """Autograd's NumPy, with functions that broadcast."""

    broadcast_to, where = staticmethod(broadcast_to), staticmethod(where)

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)


@primitive
def call_host(x: Any, function: Any, transposed: Any) -> Any:
    return result(function, x)


defvjp(
    call_host,
    lambda y, x, function, transposed: lambda gradient: call_host(gradient, transposed, function),
    argnums=(0,),
)


def print_tensor(x: Any, message: str) -> Any:
    print(message, getval(x))
    return x


_OF_NUMPY = kernels(_Namespace())
KERNELS = {
    **_OF_NUMPY,
    "call_host": call_host,
    "cast": cast,
    "gather": gather,
    "mean": mean,
    "pick": pick,
    "print_tensor": print_tensor,
    "prod": prod,
    "sqrt": sqrt,
    "stop_gradient": getval,
}
