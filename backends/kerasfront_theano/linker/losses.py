"""Losses and steps of optimizers that are one operation in C."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np

from kerasfront_theano.ops.adam import AdamStep, adam
from kerasfront_theano.ops.categorical import CategoricalCrossentropy
from kerasfront_theano.ops.weighted_mean import WeightedMean


def _categorical(node: Any, x: Any, t: Any) -> tuple[Any, Any]:
    low, high = (np.asarray(bound, x.dtype) for bound in (node.op.low, node.op.high))
    total, zero = jnp.sum(x, -1, keepdims=True), np.zeros((), x.dtype)
    p = x / total
    inside = ~((p < low) | (p > high))
    counted = jnp.sum(jnp.where(inside, t, zero), -1, keepdims=True)
    gradient = (counted - jnp.where(inside, t / p, zero)) / total
    return -jnp.sum(t * jnp.log(jnp.clip(p, low, high)), -1), gradient


def _weighted_mean(node: Any, x: Any, weights: Any) -> tuple[Any, Any]:
    counts = weights != 0
    counted = jnp.maximum(jnp.sum(counts), 1).astype("float64")
    total = jnp.sum(jnp.where(counts, x * weights, 0), dtype="float64")
    return (total / counted).astype(x.dtype), (weights / counted).astype(x.dtype)


OPERATIONS = {
    AdamStep: lambda node, *inputs: adam(*inputs, jnp.sqrt),
    CategoricalCrossentropy: _categorical,
    WeightedMean: _weighted_mean,
}
