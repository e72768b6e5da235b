"""Products of matrices, and along axes."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from kerasfront_theano.library import theano
from kerasfront_theano.linker.translation import cast
from kerasfront_theano.ops import products

T = theano.tensor
blas = T.blas


def _dot(node: Any, x: Any, y: Any) -> Any:
    dtype = node.outputs[0].type.dtype
    return jnp.dot(cast(x, dtype), cast(y, dtype))


def _batched(node: Any, x: Any, y: Any) -> Any:
    dtype = node.outputs[0].type.dtype
    return jax.vmap(jnp.dot)(cast(x, dtype), cast(y, dtype))


def _before(x: Any) -> Any:
    """For each element, the product of those before it along the last axis."""
    ones = jnp.ones((*x.shape[:-1], 1), x.dtype)
    return jnp.concatenate([ones, jnp.cumprod(x, -1)[..., :-1]], -1)


def _after(x: Any) -> Any:
    return jnp.flip(_before(jnp.flip(x, -1)), -1)


def _others(x: Any) -> Any:
    """For each element, the product of all others."""
    return _before(x) * _after(x)


OPERATIONS = {
    T.Dot: _dot,
    blas.Dot22: _dot,
    blas.BatchedDot: _batched,
    blas.Dot22Scalar: lambda node, x, y, scale: scale * jnp.dot(x, y),
    blas.Gemm: lambda node, z, a, x, y, b: a * jnp.dot(x, y) + b * z,
    blas.Gemv: lambda node, z, a, x, y, b: a * jnp.dot(x, y) + b * z,
    blas.Ger: lambda node, z, a, x, y: z + a * jnp.outer(x, y),
    T.nlinalg.MatrixInverse: lambda node, x: jnp.linalg.inv(x),
    T.nlinalg.Det: lambda node, x: jnp.linalg.det(x),
    products.Others: lambda node, x: _others(x),
    products.Pairs: lambda node, x, g: jax.jvp(_others, (x,), (g,))[1],
}
