"""Functions of Python that a graph calls, with gradients, one after the other in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np

from kerasfront.backend.host_calls import Turn, result
from kerasfront_tensorflow.internals import set_attribute
from kerasfront_tensorflow.library import tf

TURN = "_kerasfront_turn"
"""Attribute of the operations: their turns, two integers."""


def call(x: Any, function: Callable[[Any], np.ndarray], transposed: Callable[[Any], np.ndarray], turn: Turn) -> Any:
    """See `K.call_host`."""

    @tf.custom_gradient
    def called(x: Any) -> Any:
        y = tf.numpy_function(partial(result, function), [x], x.dtype)
        y.set_shape(x.shape)
        set_attribute(y.op, TURN, turn)
        return y, lambda gradient: call(gradient, transposed, function, turn.of_gradient())

    return called(x)


def turn_of(node: Any) -> Turn:
    """The turn of a node that calls a function."""
    return Turn(*node.attr[TURN].list.i)


def are_among(operations: Iterable[Any]) -> bool:
    """Whether one of some operations calls a function."""
    return any(operation.type == "PyFunc" and TURN in operation.node_def.attr for operation in operations)
