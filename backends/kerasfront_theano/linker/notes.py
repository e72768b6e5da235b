"""What is noted while JAX traces a graph, besides the values of the graph."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any


class Notes:
    """Notes of one kind: a list for each graph that is traced."""

    def __init__(self, kind: str) -> None:
        self._lists: ContextVar[list[Any]] = ContextVar(kind)

    @contextmanager
    def collecting(self) -> Iterator[list[Any]]:
        """Collect within the block those of what is traced."""
        token = self._lists.set([])
        try:
            yield self._lists.get()
        finally:
            self._lists.reset(token)

    def add(self, note: Any) -> None:
        """Add a note to the list of the innermost block."""
        self._lists.get().append(note)
