"""The two kinds of checks of a backend: cases and scenarios."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kerasfront.backend.types import is_list

Arrays = tuple[np.ndarray, ...]


@dataclass(frozen=True, eq=False)
class Case:
    """An operation of K on given arrays, with the expected result.

    Attributes
    ----------
    op : str
        Name of the operation.
    inputs : tuple of arrays
        What the tensors are fed with: they become placeholders of these shapes and types.
    oracle : callable
        (arrays, **arguments) -> expected array, or list of arrays if the operation gives several. It is called with
        float64 in place of smaller floats, and it must not change the arrays.
    arguments : mapping
        Further arguments of the operation, by name.
    build : callable, optional
        (K, *tensors, **arguments) -> tensor or list of tensors. Default: K.op(*tensors, **arguments).
    label : str
        Tells cases of one operation apart.
    differentiable : bool
        Whether gradients by all float inputs are compared with finite differences of the oracle.
    second : bool
        Whether their gradients are, too. Not those of each variant of a loop, which take long to compile.
    only_first : str
        Why a backend may lack second-order gradients, in one or two words. It then raises `UnsupportedOperation`, which
        names the operation and the way out.
    tolerance : float
        Relative, and absolute around 0, for the values; gradients get ten times as much, second ones a hundred times.
    unknown_shapes : bool
        Whether the operation must also work on placeholders of which only the rank is known.
    """

    op: str
    inputs: Arrays
    oracle: Callable[..., Any]
    arguments: Mapping[str, Any] = field(default_factory=dict[str, Any])
    build: Callable[..., Any] | None = None
    label: str = ""
    differentiable: bool = False
    second: bool = True
    only_first: str = ""
    tolerance: float = 1e-5
    unknown_shapes: bool = True

    @property
    def name(self) -> str:
        """Operation and label."""
        return f"{self.op}[{self.label}]" if self.label else self.op

    def apply(self, K: Any, tensors: list[Any], arguments: Mapping[str, Any]) -> list[Any]:
        """Return the tensors that the operation gives."""
        function = getattr(K, self.op) if self.build is None else lambda *t, **kw: self.build(K, *t, **kw)  # type: ignore[misc]
        return as_list(function(*tensors, **arguments))

    def expected(self, *arrays: np.ndarray) -> list[np.ndarray]:
        """Return the expected results for these arrays."""
        return [np.asarray(answer) for answer in as_list(self.oracle(*arrays, **self.arguments))]


@dataclass(frozen=True, eq=False)
class Scenario:
    """A check that is more than arrays in, arrays out: of variables, random draws, compiled functions.

    Attributes
    ----------
    op : str
        Name of the operation that it is about.
    run : callable
        Gets K and raises AssertionError where the backend does not do what it should.
    label : str
        Tells scenarios of one operation apart.
    """

    op: str
    run: Callable[[Any], None]
    label: str = ""

    @property
    def name(self) -> str:
        """Operation and label."""
        return f"{self.op}[{self.label}]" if self.label else self.op


def as_list(value: Any) -> list[Any]:
    """Return a list or tuple as a list, and put anything else into a list."""
    return list(value) if is_list(value) else [value]


def numbers(*shape: int, seed: int = 0, low: float = -2.0, high: float = 2.0) -> np.ndarray:
    """Make 'float32' numbers in [low, high), determined by the seed, no two of them close to each other."""
    places = np.arange(math.prod(shape), dtype="int64")
    grid = (places + 0.5 + 0.3 * np.sin(places + 1.0 + 1.7 * seed)) / max(len(places), 1)
    return (low + (high - low) * np.random.RandomState(seed).permutation(grid)).reshape(shape).astype("float32")


def integers(*shape: int, below: int = 5, seed: int = 0, dtype: str = "int32") -> np.ndarray:
    """Make integers in [0, below), determined by the seed."""
    return np.random.RandomState(seed).randint(0, below, shape).astype(dtype)
