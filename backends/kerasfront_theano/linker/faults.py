"""Errors that Theano raises while a function runs, and JAX would not: an index out of range, a failed condition.

A program carries its first fault along as a vector: the kind, the index, and the size of the axis.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np

from kerasfront_theano.linker.notes import Notes

NONE, INDEX, CONDITION = range(3)

NOTED = Notes("faults")


def first(faults: list[Any]) -> Any:
    """The first of some faults."""
    found = jnp.zeros(3, "int64")
    for fault in reversed(faults):
        found = jnp.where(fault[0] != NONE, fault, found)
    return found


def check_index(index: Any, size: int) -> None:
    """Note a fault if an element of `index` selects nothing from an axis."""
    if not np.size(index):
        return
    flat = jnp.ravel(index).astype("int64")
    wrong = (flat < -size) | (flat >= size)
    NOTED.add(jnp.stack([jnp.where(wrong.any(), INDEX, NONE), flat[jnp.argmax(wrong)], jnp.int64(size)]))


def check_condition(condition: Any) -> None:
    """Note a fault if a condition does not hold."""
    NOTED.add(jnp.where(jnp.all(condition != 0), NONE, CONDITION) * jnp.array([1, 0, 0], "int64"))
