"""Values that are compared with the largest of them, which XLA must not compute twice.

It joins operations, and computes a value again in each place where it is read, there perhaps with another rounding. An
element would then differ from the maximum that it is, and get no gradient.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import jax.numpy as jnp
from jax import lax

from kerasfront_theano.library import theano
from kerasfront_theano.ops.pooling import Pooling

T, S = theano.tensor, theano.scalar

SELECTIONS = (T.MaxAndArgmax, T.elemwise.CAReduce, T.signal.pool.Pool, Pooling)
VIEWS = (T.elemwise.DimShuffle, T.Reshape, theano.compile.Rebroadcast)
EXTREMES = (S.ScalarMaximum, S.ScalarMinimum)


def compared(nodes: Sequence[Any]) -> set[Any]:
    """The variables of which the largest elements are taken, and that other operations read, too."""
    readers = Counter(x for node in nodes for x in set(node.inputs))
    return {x for node in nodes if _selects(node.op) for x in _with_sources(node.inputs[0]) if readers[x] > 1}


def _selects(op: Any) -> bool:
    scalar = getattr(op, "scalar_op", None)
    return isinstance(op, SELECTIONS) and (scalar is None or isinstance(scalar, EXTREMES))


def _with_sources(x: Any) -> list[Any]:
    """A variable, and those that it is a view of."""
    found = [x]
    while x.owner and isinstance(x.owner.op, VIEWS):
        x = x.owner.inputs[0]
        found.append(x)
    return found


def computed_once(x: Any) -> Any:
    """The same array, in memory: what a branch takes is not joined with it. XLA cannot know that it is always taken."""
    if not x.size:
        return x
    any_element = jnp.ravel(x)[0]
    always = (any_element == any_element) | (any_element != any_element)
    return lax.cond(always, lambda x: x, lambda x: x + x, x)
