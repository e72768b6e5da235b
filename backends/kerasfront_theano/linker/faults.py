"""Errors that Theano raises while a function runs, and JAX would not: an index out of range, a failed condition.

A program carries its first fault along as a vector: the kind, the index, and the size of the axis.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import jax.numpy as jnp
import numpy as np

NONE, INDEX, CONDITION = range(3)

_found: ContextVar[list[Any]] = ContextVar("kerasfront_theano_faults")


@contextmanager
def collecting() -> Iterator[list[Any]]:
    """Collect within the block the faults of what is traced."""
    token = _found.set([])
    try:
        yield _found.get()
    finally:
        _found.reset(token)


def first(faults: list[Any]) -> Any:
    """The first of some faults."""
    found = jnp.zeros(3, "int64")
    for fault in reversed(faults):
        found = jnp.where(fault[0] != NONE, fault, found)
    return found


def note(fault: Any) -> None:
    """Add a fault of another graph, such as the step of a loop."""
    _found.get().append(fault)


def check_index(index: Any, size: int) -> None:
    """Note a fault if an element of `index` selects nothing from an axis."""
    if not np.size(index):
        return
    flat = jnp.ravel(index).astype("int64")
    wrong = (flat < -size) | (flat >= size)
    note(jnp.stack([jnp.where(wrong.any(), INDEX, NONE), flat[jnp.argmax(wrong)], jnp.int64(size)]))


def check_condition(condition: Any) -> None:
    """Note a fault if a condition does not hold."""
    note(jnp.where(jnp.all(condition != 0), NONE, CONDITION) * jnp.array([1, 0, 0], "int64"))
