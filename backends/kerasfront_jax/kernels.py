"""Kernels in which JAX differs from NumPy, or has something better."""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from kerasfront.backend.symbolic.kernels import kernels
from kerasfront_jax.devices import on_gpu
from kerasfront_jax.ops import convolution, pooling


def pow(x: Any, a: Any) -> Any:
    """JAX's own has no gradient for the power 0 of 0."""
    zero = a == 0
    return jnp.where(zero, jnp.ones_like(x), jnp.power(x, jnp.where(zero, jnp.ones_like(a), a)))


@jax.custom_vjp
def sqrt(x: Any) -> Any:
    """Square root, 0 below 0. Where nothing depends on the root of 0, its infinite gradient does not count."""
    low = x < 0
    return jnp.where(low, jnp.zeros_like(x), jnp.sqrt(jnp.where(low, jnp.ones_like(x), x)))


def _sqrt_backward(x: Any, by: Any) -> tuple[Any]:
    flat = (x < 0) | ((x == 0) & (by == 0))
    gradient = 0.5 / jnp.sqrt(jnp.where(flat, jnp.ones_like(x), x))
    return (jnp.where(flat, jnp.zeros_like(x), by * gradient),)


sqrt.defvjp(lambda x: (sqrt(x), x), _sqrt_backward)


def shape(x: Any) -> Any:
    """NumPy's array, which is known while a program is compiled, so that other shapes can depend on it."""
    return np.array(x.shape, "int32")


def dot(x: Any, y: Any) -> Any:
    """See `K.dot`."""
    if on_gpu() or x.ndim < 2 or y.ndim != 2 or not x.dtype == y.dtype == "float32":
        return jnp.dot(x, y)
    rows = _product(x.reshape(math.prod(x.shape[:-1]), x.shape[-1]), y)
    return rows.reshape(*x.shape[:-1], y.shape[1])


@jax.custom_vjp
def _product(x: Any, y: Any) -> Any:
    """Product of matrices. XLA's processor code is slow where the first is transposed, so that is done before it."""
    return jnp.dot(x, y)


def _product_backward(given: Any, by: Any) -> tuple[Any, Any]:
    x, y = given
    return _product(by, y.T), _product(lax.optimization_barrier(x.T), by)


_product.defvjp(lambda x, y: (_product(x, y), (x, y)), _product_backward)


def batch_tensordot(x: Any, y: Any, axes: Any) -> Any:
    return lax.dot_general(x, y, (tuple(map(tuple, axes)), ((0,), (0,))))


def gather(reference: Any, indices: Any) -> Any:
    return jnp.take(reference, indices, axis=0)


def pick(x: Any, indices: Any) -> Any:
    return jnp.take_along_axis(x, indices[..., None], -1)[..., 0]


def print_tensor(x: Any, message: str) -> Any:
    jax.debug.print("{}{}", message, x)
    return x


KERNELS = kernels(jnp) | {
    "batch_tensordot": batch_tensordot,
    "conv": convolution.conv,
    "deconv": convolution.deconv,
    "dot": dot,
    "gather": gather,
    "pick": pick,
    "pool": pooling.pool,
    "pow": pow,
    "print_tensor": print_tensor,
    "shape": shape,
    "sigmoid": jax.nn.sigmoid,
    "softmax": jax.nn.softmax,
    "sqrt": sqrt,
    "stop_gradient": lax.stop_gradient,
}
