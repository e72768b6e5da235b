"""New values of many variables as one operation, which computes each of them in one pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kerasfront.backend.kernels import elementwise
from kerasfront.backend.kernels.elementwise import WORTH_COMPILING, ElementwiseProgram
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import compiled

FILE = "updates"

TYPES = {"float32": "float", "float64": "double"}
"""Types of the variables that the operation can update, and what C++ calls them."""

VARIABLE, SCALAR, ARRAY, ROWS = range(4)
"""Kinds of what is read, in the order of updates.cc."""


@dataclass(frozen=True, eq=False)
class Expression:
    """An elementwise operation on inputs of one shape, or scalars.

    Attributes
    ----------
    operation : str
        One of `elementwise.OPERATIONS`; or "read", of the only input.
    inputs : tuple
        Expressions. For "read" a tensor, a `SparseRows` or a variable.
    """

    operation: str
    inputs: tuple[Any, ...]

    def __add__(self, other: Expression) -> Expression:
        return Expression("add", (self, other))

    def __sub__(self, other: Expression) -> Expression:
        return Expression("subtract", (self, other))

    def __mul__(self, other: Expression) -> Expression:
        return Expression("multiply", (self, other))

    def __truediv__(self, other: Expression) -> Expression:
        return Expression("divide", (self, other))

    def __rsub__(self, one: int) -> Expression:
        """1 - self."""
        return Expression("complement", (self,))

    def sqrt(self) -> Expression:
        return Expression("sqrt", (self,))


@dataclass(frozen=True)
class SparseRows:
    """An array of which most rows are 0.

    Attributes
    ----------
    tensor : tensor
        The same with all its rows.
    values, indices : tensors
        Rows, and which ones they are; rows with one index are added up.
    """

    tensor: Any
    values: Any
    indices: Any


class Operands:
    """What an operation for the updates of many variables takes.

    Parameters
    ----------
    sources : mapping of str to (variable or SparseRows)
        By names of tensors, what is read in their place.
    """

    def __init__(self, sources: Mapping[str, Any]) -> None:
        self._sources = sources
        self._numbers: dict[Any, tuple[int, int]] = {}
        self._lists: tuple[list[Any], ...] = ([], [], [], [])

    def number(self, x: Any) -> tuple[int, int]:
        """The kind of an input, and its number among those of the kind."""
        x = x if isinstance(x, tf.Variable) else self._sources.get(x.name, x)
        name = x.handle.op if isinstance(x, tf.Variable) else x.tensor.name if isinstance(x, SparseRows) else x.name
        if name not in self._numbers:
            kind = self._kind(x)
            self._numbers[name] = kind, len(self._lists[kind])
            self._lists[kind].append(x)
        return self._numbers[name]

    def _kind(self, x: Any) -> int:
        if isinstance(x, SparseRows):
            return ROWS
        return VARIABLE if isinstance(x, tf.Variable) else SCALAR if x.shape.rank == 0 else ARRAY

    @property
    def counts(self) -> tuple[int, int, int]:
        """Numbers of scalars, arrays and rows."""
        return tuple(len(some) for some in self._lists[1:])  # type: ignore[return-value]

    @property
    def variables(self) -> list[Any]:
        return self._lists[0]

    @property
    def tensors(self) -> list[Any]:
        """Scalars and arrays, then values and indices of rows."""
        _, scalars, arrays, rows = self._lists
        return [*scalars, *arrays, *(x.values for x in rows), *(x.indices for x in rows)]


def runs() -> bool:
    """Whether updates can be one operation now. The first time on a machine it is compiled in the background."""
    return compiled.load_in_background(FILE) is not None


def will_run() -> bool:
    """Whether they become one in this process, so that until then each has to be computed as there, to the bit."""
    return compiled.is_from_background(FILE)


class Programs:
    """The programs of an operation, for variables of one type.

    Parameters
    ----------
    dtype : str
    operands : Operands
        What is read is added to it.
    """

    def __init__(self, dtype: str, operands: Operands) -> None:
        self._dtype, self._operands = dtype, operands
        self._code: list[int] = []
        self._sources: list[str] = []
        self._large: set[str] = set()

    def add(self, variables: Sequence[Any], values: Sequence[Expression]) -> None:
        """Add one for variables of one shape, with their new values."""
        parts, number = in_order(values), self._operands.number
        read = {id(part): number(part.inputs[0]) for part in parts if part.operation == "read"}
        order = {number(variable): i for i, variable in enumerate(variables)}
        inputs = sorted({*read.values(), *order}, key=lambda place: (place[0], order.get(place, place[1])))
        registers = {part: inputs.index(place) for part, place in read.items()}
        computed = [part for part in parts if part.operation != "read"]
        registers |= {id(part): register for register, part in enumerate(computed, len(inputs))}
        steps = [(part.operation, [registers[id(x)] for x in part.inputs]) for part in computed]
        program = ElementwiseProgram(
            [kind == SCALAR for kind, _ in inputs], steps, [registers[id(value)] for value in values]
        )
        source = program.source(TYPES[self._dtype])
        if variables[0].shape.num_elements() >= WORTH_COMPILING:
            self._large.add(source)
        self._sources.append(source)
        for wanted in range(4):
            numbers = [number for kind, number in inputs if kind == wanted]
            self._code += [len(numbers), *numbers]
        self._code += program.code()

    def operation(self) -> Callable[..., Any]:
        """The function from the handles of the variables and the tensors to the operation that updates them."""
        scalars, arrays, rows = self._operands.counts
        paths = {source: elementwise.compiled(source) for source in sorted(self._large)}

        def apply(handles: Sequence[Any], *tensors: Any) -> Any:
            given = iter(tensors)

            def take(count: int, dtype: str = self._dtype) -> list[Any]:
                return [tf.cast(next(given), dtype) for _ in range(count)]

            return compiled.load(FILE).kerasfront_updates(
                variables=handles,
                scalars=[*take(scalars), tf.zeros((), self._dtype)],  # one at least, which tells the type
                arrays=take(arrays),
                values=take(rows),
                indices=take(rows, "int64"),
                programs=self._code,
                libraries=[paths.get(source, "") for source in self._sources],
            )

        return apply


def in_order(values: Sequence[Expression]) -> list[Expression]:
    """All parts of expressions, inputs first."""
    found: dict[int, Expression] = {}
    waiting = [(value, False) for value in reversed(values)]
    while waiting:
        expression, ready = waiting.pop()
        if ready:
            found.setdefault(id(expression), expression)
        elif id(expression) not in found:
            waiting.append((expression, True))
            if expression.operation != "read":
                waiting += [(x, False) for x in reversed(expression.inputs)]
    return list(found.values())
