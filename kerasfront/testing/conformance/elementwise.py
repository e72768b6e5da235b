"""Functions of each element."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from kerasfront.testing.conformance.case import Case, integers, numbers

Function = Callable[..., Any]

X, Y = numbers(2, 3), numbers(2, 3, seed=1)
WHOLE = integers(2, 3)
EDGES = np.array([[-np.inf, -1.0, -0.0, 0.0], [1.0, 2.0, np.inf, np.nan]], "float32")
NARROW = np.array([[0, 1], [20, 50]], "uint8")


def quiet(function: Function) -> Function:
    """Without NumPy's warnings about infinite and undefined values."""

    def oracle(*arrays: np.ndarray, **arguments: Any) -> Any:
        with np.errstate(all="ignore"):
            return function(*arrays, **arguments)

    return oracle


def _unary(op: str, oracle: Function, x: np.ndarray = X) -> Iterator[Case]:
    yield Case(op, (x,), oracle, differentiable=True)
    yield Case(op, (EDGES,), quiet(oracle), label="edges")
    yield Case(op, (WHOLE + 1,), oracle, label="integers")


def _more_types(op: str, oracle: Function) -> Iterator[Case]:
    yield Case(op, (NARROW,), lambda x: oracle(x.astype("int32")), label="narrow integers")
    yield Case(op, (X[0, 0],), oracle, label="scalar")


def _binary(op: str, oracle: Function, **rest: Any) -> Iterator[Case]:
    yield Case(op, (X, Y), oracle, **rest)
    yield Case(op, (X, np.where(WHOLE > 2, X, Y)), oracle, label="some equal")
    yield Case(op, (EDGES, EDGES[::-1]), quiet(oracle), label="edges")
    yield Case(op, (WHOLE, WHOLE[::-1]), oracle, label="integers")
    yield _right(op, X, 0.5, oracle)


def _more_operands(op: str, oracle: Function, **rest: Any) -> Iterator[Case]:
    yield Case(op, (X, Y[0]), oracle, label="row", **rest)
    yield Case(op, (X[:, :1], Y), oracle, label="column", unknown_shapes=False, **rest)
    yield Case(op, (WHOLE, X), oracle, label="integers and floats")
    yield _right(op, WHOLE, 2, oracle)
    yield _right(op, WHOLE, 1.5, oracle)

    def build(K: Any, tensor: Any) -> Any:
        return getattr(K, op)(0.5, tensor)

    yield Case(op, (X,), lambda x: oracle(0.5, x), build=build, label="number on the left")


def _right(op: str, x: np.ndarray, number: float, oracle: Function, **rest: Any) -> Case:
    """The operation with a Python number as second operand."""

    def build(K: Any, tensor: Any) -> Any:
        return getattr(K, op)(tensor, number)

    return Case(op, (x,), lambda a: oracle(a, number), build=build, label=f"{x.dtype} and {number}", **rest)


def _powers() -> Iterator[Case]:
    positive = numbers(2, 3, low=0.1)
    for x, exponents in ((X, (0, 1, 2, 3, 2.0, -1)), (positive, (0.5, -1.5))):
        yield from (_right("pow", x, exponent, np.power, differentiable=True) for exponent in exponents)
    yield _right("pow", WHOLE, 2, np.power)
    yield _right("pow", WHOLE, 0.5, np.power)
    yield Case("pow", (positive, Y), np.power, label="tensor", differentiable=True)


def _bounded(x: np.ndarray, min_value: float | None, max_value: float | None) -> np.ndarray:
    if min_value is not None:
        x = np.maximum(x, min_value)
    return x if max_value is None else np.minimum(x, max_value)


def _clips() -> Iterator[Case]:
    for low, high in ((-0.7, 0.9), (0.3, None), (None, 0.3), (None, None), (0, 1)):
        bounds = {"min_value": low, "max_value": high}
        yield Case("clip", (X,), _bounded, bounds, label=f"{low} to {high}", differentiable=True)
    bounds = {"min_value": 0.5, "max_value": -0.5}
    yield Case("clip", (X,), lambda x, **_: np.full_like(x, 0.5), bounds, label="bounds in the wrong order")
    bounds = {"min_value": 1, "max_value": 3}
    yield Case("clip", (WHOLE,), _bounded, bounds, label="integers")
    yield Case("clip", (EDGES,), _bounded, {"min_value": -0.5, "max_value": 0.5}, label="edges")


_UNARY: dict[str, Function] = {
    "square": np.square,
    "abs": np.abs,
    "sqrt": lambda x: np.sqrt(np.where(x < 0, 0, x)),
    "exp": np.exp,
    "sin": np.sin,
    "cos": np.cos,
    "round": np.round,
    "sign": np.sign,
}
_COMPARISONS: dict[str, Function] = {
    "equal": np.equal,
    "not_equal": np.not_equal,
    "greater": np.greater,
    "greater_equal": np.greater_equal,
    "lesser": np.less,
    "lesser_equal": np.less_equal,
}

# What is tried on one function of a kind only would cost minutes on backends that compile each type of operand anew.
CASES = [
    *(case for op, oracle in _UNARY.items() for case in _unary(op, oracle)),
    *_unary("log", np.log, numbers(2, 3, low=0.1)),
    *_more_types("square", np.square),
    *_more_types("exp", np.exp),
    Case("round", (np.array([[-2.5, -1.5, -0.5], [0.5, 1.5, 2.5]], "float32"),), np.round, label="halves"),
    *(case for op, oracle in _COMPARISONS.items() for case in _binary(op, oracle)),
    *_binary("maximum", np.maximum, differentiable=True),
    *_binary("minimum", np.minimum, differentiable=True),
    *_more_operands("greater", np.greater),
    *_more_operands("maximum", np.maximum, differentiable=True),
    *_binary("squared_difference", lambda x, y: (x - y) ** 2, differentiable=True),
    *_more_operands("squared_difference", lambda x, y: (x - y) ** 2, differentiable=True),
    *_powers(),
    *_clips(),
]
