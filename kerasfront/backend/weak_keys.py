"""A dictionary that does not keep its keys alive, and of which nothing runs when they die.

`weakref.WeakKeyDictionary` runs a callback in Python for each key that dies. Many die together, while Python collects
garbage, and a Ctrl-C that arrives then is raised in the callback, where Python ignores it.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator, MutableMapping
from typing import TypeVar

__all__ = ["WeakKeys"]

K = TypeVar("K")
V = TypeVar("V")

FEWEST = 1000
"""Number of entries among which nobody looks for dead keys."""


class WeakKeys(MutableMapping[K, V]):
    """Values by objects, which are told apart by identity and may die at any time.

    Entries of dead keys are invisible. They are deleted when they may be half of all, so that they take little
    memory and time.

    Examples
    --------
    >>> class Thing: pass
    >>> thing, known = Thing(), WeakKeys()
    >>> known[thing] = 1
    >>> list(known.values())
    [1]
    >>> del thing
    >>> list(known.values())
    []
    """

    def __init__(self) -> None:
        self._entries: dict[int, tuple[weakref.ref[K], V]] = {}
        self._most = FEWEST

    def __getitem__(self, key: K) -> V:
        reference, value = self._entries[id(key)]
        if reference() is not key:  # a dead key had the same place in memory
            raise KeyError(key)
        return value

    def __setitem__(self, key: K, value: V) -> None:
        if len(self._entries) >= self._most:
            dead = [place for place, (reference, _) in self._entries.copy().items() if reference() is None]
            for place in dead:
                self._entries.pop(place, None)
            self._most = max(FEWEST, 2 * len(self._entries))
        self._entries[id(key)] = weakref.ref(key), value

    def __delitem__(self, key: K) -> None:
        self[key]
        del self._entries[id(key)]

    def __iter__(self) -> Iterator[K]:
        entries = self._entries.copy().values()  # other threads may add some meanwhile
        return (key for key in (reference() for reference, _ in entries) if key is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)
