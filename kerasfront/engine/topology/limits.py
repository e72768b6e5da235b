"""How much a model may ask for while it is built from a file: more is refused before memory or time is spent on it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from kerasfront.errors import ArgumentError

PARAMETERS = 500_000_000
"""Default number of parameters: 2 GB as float32. The largest classic model, VGG19, has 144 million."""
COPIES = 10_000
"""So often a model may repeat operations one behind the other, as unrolled loops do."""
DECOMPOSED = 40_000_000_000
"""Most rows * columns * shorter side of all matrices made orthogonal, which takes cubic time: about a minute.

An LSTM of 2048 units needs nine tenths of it.
"""


@dataclass
class _Budget:
    allowed: int
    parameters: float
    copies: float = COPIES
    decomposed: float = DECOMPOSED


_budget: ContextVar[_Budget | None] = ContextVar("kerasfront_budget", default=None)


@contextmanager
def at_most(parameters: int | None) -> Iterator[None]:
    """Within the block, layers may make so many parameters; with None, as many as they like."""
    token = _budget.set(None if parameters is None else _Budget(parameters, parameters))
    try:
        yield
    finally:
        _budget.reset(token)


def take_parameters(owner: Any, shape: Sequence[Any]) -> None:
    """Say that `owner` is about to make an array of a shape.

    Raises
    ------
    ArgumentError
        If that is more than the block around allows.
    """
    budget, count = _budget.get(), math.prod(shape)
    if budget is None:
        return
    budget.parameters -= count
    if budget.parameters < 0:
        raise ArgumentError(
            f"{owner} asks for {count} parameters, with which the model has more than the {budget.allowed} that are "
            "allowed when a model is read. If it is meant to be so large, pass max_parameters= to what reads it."
        )


def take_decomposition(owner: Any, shape: Sequence[Any]) -> None:
    """Say that `owner` is about to decompose a weight of a shape, seen as a matrix with ``shape[0]`` rows.

    Raises
    ------
    ArgumentError
        If that is more work than the block around allows.
    """
    budget, rows, columns = _budget.get(), shape[0], math.prod(shape[1:])
    if budget is None:
        return
    budget.decomposed -= rows * columns * min(rows, columns)
    if budget.decomposed < 0:
        raise ArgumentError(
            f"{owner} asks for an orthogonal matrix of {rows} x {columns}, with which it takes more time to make such "
            "matrices than is allowed when a model is read. If it is meant to be so large, pass max_parameters=None to "
            "what reads it."
        )


def take_copies(owner: Any, count: int) -> None:
    """Say that `owner` is about to add so many copies of operations to the graph.

    Raises
    ------
    ArgumentError
        If that is more than a model from a file may have.
    """
    budget = _budget.get()
    if budget is None:
        return
    budget.copies -= count
    if budget.copies < 0:
        raise ArgumentError(
            f"{owner} asks for {count} copies of its operations one behind the other, more than the {COPIES} that are "
            "allowed when a model is read (max_parameters=None lifts this). Is it meant to be unrolled?"
        )
