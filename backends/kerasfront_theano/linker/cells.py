"""Values of shared variables: arrays of JAX while our functions run, and of NumPy for everybody else.

Theano keeps a value in a cell, a list of one element, which the code of every function reads without asking.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Iterable
from typing import Any

import numpy as np

from kerasfront_theano.library import theano
from kerasfront_theano.linker.library import jax

Container = theano.link.basic.Container
Function = theano.compile.function.types.Function

LOCK = threading.RLock()
"""Held while a function reads and replaces values: a program destroys those that it replaces."""

os.register_at_fork(after_in_child=LOCK._at_fork_reinit)  # type: ignore[attr-defined]


def to_numpy(cells: Iterable[list[Any]]) -> None:
    """Move values out of JAX, into memory that may be written to."""
    for cell in cells:
        if isinstance(cell[0], jax.Array):
            cell[0] = np.array(cell[0])


def to_jax(cells: Iterable[list[Any]]) -> None:
    """Move values into JAX, which keeps no view of an array that may change later."""
    for cell in cells:
        if not isinstance(cell[0], jax.Array):
            cell[0] = jax.numpy.array(cell[0], copy=True)


@functools.cache
def share() -> None:
    """Let whatever reads the value of a shared variable find an array of NumPy."""
    value = property(_value, Container.__set__)
    Container.value = Container.data = value
    Container.__getstate__ = _state
    Container.__deepcopy__ = _after_move(Container.__deepcopy__)
    Function.__call__ = _beside(Function.__call__)


def _value(container: Any) -> Any:
    with LOCK:
        to_numpy([container.storage])
        return container.storage[0]


def _state(container: Any) -> dict[str, Any]:
    """Return what is pickled."""
    return vars(container) | {"storage": [_value(container)]}


def _after_move(copied: Any) -> Any:
    @functools.wraps(copied)
    def copy(container: Any, memo: Any) -> Any:
        with LOCK:
            to_numpy([container.storage])
            return copied(container, memo)

    return copy


def _beside(called: Any) -> Any:
    """A call of a function that Theano runs, such as the user's own, on values that no program replaces meanwhile."""

    @functools.wraps(called)
    def call(function: Any, *args: Any, **kwargs: Any) -> Any:
        with LOCK:
            to_numpy(container.storage for container in function.input_storage)
            return called(function, *args, **kwargs)

    return call
