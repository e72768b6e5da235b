"""Table of the functions of JAX that do what operations of Theano do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kerasfront_theano.library import theano
from kerasfront_theano.linker import (
    convolution,
    draws,
    elementwise,
    indexing,
    loops,
    losses,
    networks,
    pooling,
    products,
    recurrence,
    shapes,
)
from kerasfront_theano.linker.translation import Untranslatable

T = theano.tensor

OPERATIONS: dict[type, Callable[..., Any]] = {
    **shapes.OPERATIONS,
    **indexing.OPERATIONS,
    **products.OPERATIONS,
    **networks.OPERATIONS,
    **convolution.OPERATIONS,
    **pooling.OPERATIONS,
    **losses.OPERATIONS,
    **draws.OPERATIONS,
    **recurrence.OPERATIONS,
    **loops.OPERATIONS,
}
"""By the class of the operation: functions of a node and its inputs, which return one output or a list."""

PREPARED: dict[type, Callable[..., Any]] = {
    T.Elemwise: elementwise.elementwise,
    theano.scalar.ScalarOp: elementwise.on_scalars,
    T.elemwise.CAReduce: elementwise.reduction,
    loops.Scan: loops.loop,
}
"""Operations that contain others: functions of a node and `translate`, which return such a function."""


def translate(node: Any) -> Callable[..., Any]:
    """Find the function of a node.

    Raises
    ------
    Untranslatable
        If there is none.
    """
    for kind in type(node.op).__mro__:
        if kind in PREPARED:
            return PREPARED[kind](node, translate)
        if kind in OPERATIONS:
            return OPERATIONS[kind]
    raise Untranslatable(f"no function of JAX for {type(node.op).__module__}.{type(node.op).__name__}")
