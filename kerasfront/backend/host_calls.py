"""Functions of Python that a graph calls: their order, and their results."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Hashable, Mapping
from typing import NamedTuple, TypeVar

import numpy as np

from kerasfront.errors import ArgumentError

Call = TypeVar("Call", bound=Hashable)
_numbers = itertools.count()


class Turn(NamedTuple):
    """When a function is called in a run, among those that could be called at one time: in ascending order.

    First come the functions themselves, as they were built; then those of gradients, the other way round.

    Attributes
    ----------
    order : int
        0; for a gradient 1 more than for what is differentiated.
    place : int
        In ascending order among those of the same order.
    """

    order: int
    place: int

    def of_gradient(self) -> Turn:
        """The turn of the gradient."""
        return Turn(self.order + 1, -self.place)


def next_turn() -> Turn:
    """The turn of a function that is built now."""
    return Turn(0, next(_numbers))


def in_turn(needs: Mapping[Call, tuple[Turn, Collection[Call]]]) -> list[Call]:
    """The order in which calls are made, by their turns and the other calls that each depends on.

    It depends on nothing else, so that it is the same in each process.
    """
    waiting, order = dict(needs), list[Call]()
    while waiting:
        ready = (call for call, (_, before) in waiting.items() if waiting.keys().isdisjoint(before))
        order.append(min(ready, key=lambda call: waiting[call][0]))
        del waiting[order[-1]]
    return order


def result(function: Callable[[np.ndarray], np.ndarray], array: np.ndarray) -> np.ndarray:
    """Call a function, and return a copy of what it gives.

    Raises
    ------
    ArgumentError
        If it has another shape than `array`.
    """
    found = np.array(function(array), array.dtype)
    if found.shape != array.shape:
        raise ArgumentError(
            f"call_host: the function must give an array of the shape that it gets, {array.shape}, got {found.shape}."
        )
    return found
