"""Limits of what a model from a file may ask for while it is built; more is refused before memory or time is spent."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from kerasfront.errors import ArgumentError

PARAMETERS = 500_000_000
"""Default number of parameters: 2 GB as float32. The largest classic model, VGG19, has 144 million."""
WORK = 2_000
"""Units of work that any text may ask for. One is an operation or two, which take about a millisecond."""
CHARACTERS = 32
"""So many characters of a text allow one unit more. What classic Keras wrote has more for each unit."""

# Units of work, besides one for each call of a layer and each weight.
PHASE = 8  # what differs between training and test
STATISTICS = 8  # of a batch, and averages of them
LOOP = 20
OWN_LOOP = 6  # one that the backend has as an operation
STEP = 10  # of an unrolled loop; that of an LSTM is 35 operations
DIRECTIONS = 6  # a loop in both of them
TIMES = 2  # all of them as samples
PRODUCT = 2  # one with more than a matrix
PENALTY = 2


@dataclass
class _Budget:
    allowed: int
    left: int


_parameters: ContextVar[_Budget | None] = ContextVar("kerasfront_parameters", default=None)
_work: ContextVar[_Budget | None] = ContextVar("kerasfront_work", default=None)


@contextmanager
def at_most(parameters: int | None) -> Generator[None]:
    """Within the block, layers may make so many parameters; with None, as many as they like."""
    with _within(_parameters, parameters):
        yield


@contextmanager
def work_of_text(characters: int, bounded: bool) -> Generator[None]:
    """Within the block, a model may take as much work as a text of so many characters may ask for, if it is bounded."""
    with _within(_work, WORK + characters // CHARACTERS if bounded else None):
        yield


@contextmanager
def _within(variable: ContextVar[_Budget | None], allowed: int | None) -> Generator[None]:
    token = variable.set(None if allowed is None else _Budget(allowed, allowed))
    try:
        yield
    finally:
        variable.reset(token)


def take_parameters(owner: Any, shape: Sequence[Any]) -> None:
    """Say that `owner` is about to make an array of a shape.

    Raises
    ------
    ArgumentError
        If that is more than the block around allows.
    """
    budget, count = _parameters.get(), math.prod(shape)
    if budget is None:
        return
    budget.left -= count
    if budget.left < 0:
        raise ArgumentError(
            f"{owner} asks for {count} parameters, with which the model has more than the {budget.allowed} that are "
            "allowed when a model is read. If it is meant to be so large, pass max_parameters= to what reads it."
        )


def take_work(owner: Any, units: int) -> None:
    """Say that `owner` is about to add operations to the graph, in units of `WORK`.

    Raises
    ------
    ArgumentError
        If that is more than the block around allows.
    """
    budget = _work.get()
    if budget is None:
        return
    budget.left -= units
    if budget.left < 0:
        raise ArgumentError(
            f"{owner} asks for {units} units of work, with which the model takes more than the {budget.allowed} that a "
            f"text of its length may ask for: {WORK}, and one for every {CHARACTERS} characters. A weight is one, the "
            f"step of an unrolled loop {STEP}. If it is meant to be so large, pass max_layers=None to what reads it."
        )


def work_of_penalty(regularizer: Any) -> int:
    """Units of work for the penalty of a regularizer, or of a function of the user's own; 0 for None."""
    return 0 if regularizer is None else getattr(regularizer, "work", PENALTY)
