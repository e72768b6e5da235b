"""Where in a graph TensorFlow is building, put back when that fails."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kerasfront_tensorflow.library import default_graphs

PLACES = (
    "_control_flow_context", "_control_dependencies_stack", "_name_stack", "_gradient_override_map", "_attr_scope_map",
    "_default_original_op", "_colocation_stack", "_device_function_stack",
)  # fmt: skip
"""In what loop or branch, after which operations, under which names: TensorFlow leaves it as it was when it failed."""


@contextmanager
def all_or_nothing(graph: Any) -> Iterator[None]:
    """Whatever goes wrong within the block, even Ctrl-C, what is built in a graph afterwards is built where it should.

    Operations that were added stay; nobody uses them.
    """
    before = {name: _copied(getattr(graph, name)) for name in PLACES}
    defaults = list(default_graphs.stack)
    try:
        yield
    except BaseException:
        for name, value in before.items():
            setattr(graph, name, value)
        default_graphs.stack[:] = defaults
        raise


def _copied(value: Any) -> Any:
    """They are changed in place."""
    return value.copy() if hasattr(value, "copy") else copy.copy(value) if isinstance(value, list) else value
