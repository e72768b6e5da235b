"""Where in a graph TensorFlow is building, put back when that fails."""

from __future__ import annotations

import contextlib
import copy
import inspect
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kerasfront.backend.interrupts import uninterrupted
from kerasfront_tensorflow.library import default_graphs

PLACES = (
    "_control_flow_context", "_control_dependencies_stack", "_name_stack", "_gradient_override_map", "_attr_scope_map",
    "_default_original_op", "_colocation_stack", "_device_function_stack",
)  # fmt: skip
"""In what loop or branch, after which operations, under which names: TensorFlow leaves it as it was when it failed."""


@contextmanager
def all_or_nothing(graph: Any) -> Iterator[None]:
    """Whatever goes wrong within the block, what is built in a graph afterwards is built where it should.

    Operations that were added stay; nobody uses them. Ctrl-C waits for the end of the block.
    """
    with uninterrupted():
        before = {name: _copied(getattr(graph, name)) for name in PLACES}
        defaults = list(default_graphs.stack)
        try:
            yield
        except BaseException as error:
            _leave(error)
            for name, value in before.items():
                setattr(graph, name, value)
            default_graphs.stack[:] = defaults
            _unlock(graph)
            _complete(graph)
            raise


def _leave(error: BaseException) -> None:
    """End the `with` blocks that `error` met at their threshold: Python would when it forgets where the error was."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        block: Any = getattr(frame.f_locals.get("self"), "gen", None)
        at_threshold = frame.f_code.co_filename == contextlib.__file__ and inspect.isgenerator(block)
        if at_threshold and inspect.getgeneratorstate(block) == inspect.GEN_SUSPENDED:
            with contextlib.suppress(Exception):  # what it finds wrong is put right next
                block.close()


def _unlock(graph: Any) -> None:
    """Give it a new lock: the old one is for ever held by what was interrupted while it took or released it."""
    graph._group_lock = type(graph._group_lock)(num_groups=2)


def _complete(graph: Any) -> None:
    """Let Python know all operations of the graph: it fails at one of which only the library knows."""
    for operation in graph.new_operations():
        graph._create_op_from_tf_operation(operation, compute_device=False)


def _copied(value: Any) -> Any:
    """They are changed in place."""
    return value.copy() if hasattr(value, "copy") else copy.copy(value) if isinstance(value, list) else value
