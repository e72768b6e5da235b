"""Tensors: values to be computed when data comes, and the leaves of their graph."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from kerasfront.backend.delayed import DelayedArray, initial_value
from kerasfront.backend.feeding import Slot
from kerasfront.backend.symbolic.operators import Operators
from kerasfront.backend.types import Dtype, Shape

_numbers = itertools.count()


class Tensor(Operators):
    """A value to be computed.

    Attributes
    ----------
    graph : Graph
        The backend that it belongs to.
    shape : tuple
        Sizes; None where unknown until data comes.
    dtype : str
    name : str or None
    sparse : bool
        Whether users take it for a matrix most of whose elements are 0; its value is an ordinary array.
    by_phase : bool
        Whether the value depends on the learning phase.
    key : hashable
        What values are kept under.
    inputs : tuple of tensors
        What it is computed from.
    """

    by_phase = False
    key: Any
    inputs: tuple[Tensor, ...]

    def __init__(self, graph: Any, shape: Shape, dtype: Dtype, name: str | None = None, sparse: bool = False) -> None:
        self.graph, self.shape, self.dtype, self.name, self.sparse = graph, tuple(shape), dtype, name, sparse

    def __bool__(self) -> bool:
        raise TypeError("A tensor is neither true nor false before data comes.")

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        raise TypeError("A tensor is not an array before data comes.")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name or ''} {self.shape} {self.dtype}>"


class Result(Tensor):
    """One of the values that a node computes."""

    def __init__(self, node: Any, position: int, graph: Any, shape: Shape, dtype: Dtype) -> None:
        super().__init__(graph, shape, dtype)
        self.node, self.key, self.by_phase = node, (node, position), node.by_phase
        self.inputs = node.inputs


class Leaf(Tensor):
    """A tensor that nothing computes: a beginning of the graph."""

    inputs = ()

    @property
    def key(self) -> Any:  # type: ignore[override]
        return self


class Constant(Leaf):
    """A value that is known already."""

    def __init__(self, graph: Any, value: Any) -> None:
        self.value: Any = np.asarray(value)
        super().__init__(graph, self.value.shape, self.value.dtype.name)


class Placeholder(Leaf):
    """A value that is fed."""


class Phase(Placeholder):
    """The learning phase."""

    by_phase = True


class Variable(Leaf):
    """A value that stays until it is changed.

    Attributes
    ----------
    value : array
        Of the library. It is replaced, never changed in place.
    """

    def __init__(self, graph: Any, value: Any, dtype: Dtype, name: str | None = None, sparse: bool = False) -> None:
        initial: Any = initial_value(value, dtype)
        self._value: Any = initial if isinstance(initial, DelayedArray) else graph.library.asarray(initial)
        super().__init__(graph, initial.shape, dtype, name, sparse)

    @property
    def value(self) -> Any:
        """The array, which may be computed only now."""
        value: Any = self._value
        if isinstance(value, DelayedArray):
            self._value = self.graph.library.asarray(np.asarray(value))
        return self._value

    @value.setter
    def value(self, array: Any) -> None:
        self._value = array

    def slot(self) -> Slot:
        """The check of its values."""
        return Slot(f"Variable {self.name!r}", self.shape, self.dtype)


class Stream(Variable):
    """The position of a random operation: its seed, and how often it was run.

    Attributes
    ----------
    number : int
        In which order they were made.
    """

    def __init__(self, graph: Any, seed: int) -> None:
        super().__init__(graph, [seed, 0], "int64", "random_stream")
        self.number = next(_numbers)
