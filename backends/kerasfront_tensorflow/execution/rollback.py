"""Restore what TensorFlow knows of a graph under construction when adding to it fails."""

from __future__ import annotations

import contextlib
import inspect
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kerasfront.backend.interrupts import uninterrupted
from kerasfront_tensorflow.internals import building_state, default_graphs, restore_building_state


@contextmanager
def all_or_nothing(graph: Any) -> Iterator[None]:
    """Whatever goes wrong within the block, what is built in a graph afterwards is built where it should be.

    Operations that were added stay in the graph, unused. Ctrl-C waits for the end of the block.
    """
    with uninterrupted():
        state, defaults = building_state(graph), list(default_graphs.stack)
        try:
            yield
        except BaseException as error:
            _leave_blocks(error)
            default_graphs.stack[:] = defaults
            restore_building_state(graph, state)
            raise


def _leave_blocks(error: BaseException) -> None:
    """End the `with` blocks that `error` interrupted on entry, before Python ends them at some later time."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        block: Any = getattr(frame.f_locals.get("self"), "gen", None)
        on_entry = frame.f_code.co_filename == contextlib.__file__ and inspect.isgenerator(block)
        if on_entry and inspect.getgeneratorstate(block) == inspect.GEN_SUSPENDED:
            with contextlib.suppress(Exception):  # the state is restored next
                block.close()
