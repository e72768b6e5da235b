"""TensorFlow's collections of the variables of a graph, which scripts read, and to which `tf.Variable` adds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kerasfront_tensorflow.library import tf

COLLECTIONS = (tf.compat.v1.GraphKeys.GLOBAL_VARIABLES, tf.compat.v1.GraphKeys.TRAINABLE_VARIABLES)


def add_variables(graph: Any, variables: Iterable[Any]) -> None:
    """Add variables of K, so that `tf.trainable_variables()`, optimizers of TensorFlow and its `Saver` find them."""
    for variable in variables:
        for name in COLLECTIONS:
            graph.add_to_collection(name, variable)


def raw_variables(graph: Any) -> list[Any]:
    """The variables that scripts made by `tf.Variable` and the like; K's own have no initializer operation."""
    variables = graph.get_collection(COLLECTIONS[0])
    return [x for x in variables if x.initializer is not getattr(x, "handle", x).op]


def initialize(session: Any, variables: Iterable[Any]) -> None:
    """Initialize the variables that the script has not, in order: one may start with the value of another."""
    with session.graph.as_default():
        for variable in variables:
            if not session.run(tf.compat.v1.is_variable_initialized(variable)):
                session.run(variable.initializer)
