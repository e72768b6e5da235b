"""Choices and loops inside a graph."""

from __future__ import annotations

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.tensors import graph_op

__all__ = ["switch"]


@graph_op
def switch(condition, then_expression, else_expression):
    branches = [e if callable(e) else (lambda e=e: tf.identity(e)) for e in (then_expression, else_expression)]
    return tf.cond(tf.cast(condition, "bool"), *branches)
