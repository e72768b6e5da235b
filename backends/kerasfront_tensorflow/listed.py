"""TensorFlow's lists of the variables of a graph, which scripts read, and to which `tf.Variable` adds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kerasfront_tensorflow.library import tf

LISTS = (tf.compat.v1.GraphKeys.GLOBAL_VARIABLES, tf.compat.v1.GraphKeys.TRAINABLE_VARIABLES)


def enlist(graph: Any, variables: Iterable[Any]) -> None:
    """Add variables of ours, so that `tf.trainable_variables()`, optimizers of TensorFlow and its `Saver` find them."""
    for variable in variables:
        for name in LISTS:
            graph.add_to_collection(name, variable)


def raw_variables(graph: Any) -> list[Any]:
    """Those of the list that `tf.Variable` and its like have made; ours have no operation that initialises them."""
    listed = graph.get_collection(LISTS[0])
    return [x for x in listed if x.initializer is not getattr(x, "handle", x).op]


def initialize(session: Any, variables: Iterable[Any]) -> None:
    """Give variables their initial values unless the script has done so, in order: one may begin with another's."""
    with session.graph.as_default():
        for variable in variables:
            if not session.run(tf.compat.v1.is_variable_initialized(variable)):
                session.run(variable.initializer)
