"""Questions about how tensors hang together in the graph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kerasfront_tensorflow.library import tf


def depends_on(tensors: Iterable[Any], source: Any) -> bool:
    """Whether any of `tensors` is computed from the tensor `source`."""
    goal = source.op
    stack = [_operation(t) for t in tensors]
    seen = set()
    while stack:
        operation = stack.pop()
        if operation is goal:
            return True
        if id(operation) not in seen:
            seen.add(id(operation))
            stack += [x.op for x in operation.inputs]
            stack += operation.control_inputs
    return False


def _operation(x: Any) -> Any:
    if isinstance(x, tf.Variable):
        return x.handle.op
    return x.values.op if isinstance(x, tf.SparseTensor) else x.op
