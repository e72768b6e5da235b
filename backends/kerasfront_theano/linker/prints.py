"""Values that a graph prints. They are shown after it has run, by the thread that called it and without a lock.

While a program runs, JAX would call Python from a thread of its own. A function that the user gave may want a value or
another function there, for which the program that waits for it would have to end first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import jax
import numpy as np

from kerasfront_theano.linker.notes import Notes

Printer = Callable[[Any], None]

NOTED = Notes("prints")
"""Pairs of a printer and its value, in their order."""


class PrintOnce:
    """Prints an array as an operation of Theano does."""

    def __init__(self, op: Any) -> None:
        self._op = op

    def __call__(self, value: Any) -> None:
        self._op.global_fn(self._op, np.asarray(value))


class PrintEachStep:
    """Prints what the steps of a loop have made, one step after the other."""

    def __init__(self, printers: Sequence[Printer]) -> None:
        self._printers = printers

    def __call__(self, values: Any) -> None:
        arrays, structure = jax.tree.flatten(values)
        for step in zip(*arrays):
            show(self._printers, jax.tree.unflatten(structure, step))


def show(printers: Iterable[Printer], values: Iterable[Any]) -> None:
    """Let each printer print its value."""
    for printer, value in zip(printers, values):
        printer(value)


def parts(noted: Iterable[tuple[Printer, Any]]) -> tuple[list[Printer], list[Any]]:
    """The printers and the values of some notes."""
    noted = list(noted)
    return [printer for printer, _ in noted], [value for _, value in noted]
