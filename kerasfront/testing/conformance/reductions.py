"""Tensors made smaller along axes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from kerasfront.testing.conformance.case import Case, integers, numbers

X = numbers(2, 3, 4)
WHOLE = integers(2, 3)
FLAGS = integers(3, 4, below=2, dtype="bool")
AXES: list[dict[str, Any]] = [{"axis": 1}, {"axis": (0, -1)}, {"axis": None, "keepdims": True}]
MORE_AXES: list[dict[str, Any]] = [{}, {"axis": -1, "keepdims": True}, {"axis": [1, 2], "keepdims": True}]
TIES = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]], "float32")


def _over(function: Callable[..., Any]) -> Callable[..., Any]:
    """NumPy's function with axes in a tuple, as it wants them."""

    def oracle(x: np.ndarray, axis: Any = None, keepdims: bool = False) -> np.ndarray:
        return function(x, axis=tuple(axis) if isinstance(axis, list) else axis, keepdims=keepdims)

    return oracle


def _reduction(op: str, oracle: Callable[..., Any], whole: Callable[..., Any]) -> Iterator[Case]:
    for arguments in AXES:
        yield Case(op, (X,), _over(oracle), arguments, label=_text(arguments), differentiable=True)
    yield Case(op, (WHOLE,), _over(whole), {"axis": 1}, label="integers")


def _more(op: str, oracle: Callable[..., Any], whole: Callable[..., Any]) -> Iterator[Case]:
    for arguments in MORE_AXES:
        yield Case(op, (X,), _over(oracle), arguments, label=_text(arguments))
    yield Case(op, (X[0, 0],), _over(oracle), label="vector", differentiable=True)
    yield Case(op, (X[0, 0, 0],), _over(oracle), label="scalar")
    yield Case(op, (WHOLE.astype("uint8"),), _over(whole), {"axis": 1}, label="narrow integers")
    yield Case(op, (FLAGS,), _over(whole), {"axis": 0}, label="bools")


def _text(arguments: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in arguments.items()) or "all"


def _whole(function: Callable[..., Any]) -> Callable[..., Any]:
    """Integers and bools stay, or become, 'int32'."""
    return lambda x, **kwargs: function(x.astype("int32"), **kwargs).astype("int32")


def _truths(op: str, oracle: Callable[..., Any]) -> Iterator[Case]:
    for arguments in AXES + MORE_AXES:
        yield Case(op, (X > 0,), _over(oracle), arguments, label=_text(arguments))
    yield Case(op, (FLAGS.astype("uint8"),), _over(oracle), {"axis": -1}, label="integers")
    yield Case(op, (FLAGS * np.float32(0.3),), _over(oracle), {"axis": 0}, label="fractions")


def _places(op: str, oracle: Callable[..., Any]) -> Iterator[Case]:
    for axis in (0, -2, 2):
        yield Case(op, (X,), oracle, {"axis": axis}, label=f"axis={axis}")
    yield Case(op, (X,), lambda x: oracle(x, axis=-1), label="last axis")
    yield Case(op, (X[0, 0],), oracle, {"axis": 0}, label="vector")
    yield Case(op, (TIES,), oracle, {"axis": -1}, label="first of equals")
    yield Case(op, (WHOLE.astype("uint8"),), oracle, {"axis": 1}, label="narrow integers")


def _zeros_in_products() -> Case:
    x = np.array([[2.0, 0.0, 3.0], [0.0, 0.0, 4.0], [1.0, 2.0, 3.0]], "float32")
    return Case("prod", (x,), np.prod, {"axis": 1}, label="zeros", differentiable=True)


def weighted(x: np.ndarray, weights: np.ndarray) -> Any:
    counts = np.broadcast_to(weights != 0, np.broadcast_shapes(x.shape, weights.shape))
    return np.mean(np.where(counts, x * weights, 0)) / max(np.mean(counts), 1 / counts.size)


def _weighted_means() -> Iterator[Case]:
    weights = np.array([[2.0, 0.25, 0.5, -1.0]] * 3, "float32")
    for label, x in (("", X[0]), ("broadcast", X[0, 0])):
        yield Case("weighted_mean", (x, weights), weighted, label=label, differentiable=True)
    yield Case("weighted_mean", (X[0], weights[0] * (weights[0] > 0)), weighted, label="some do not count")
    nothing = np.where(weights > 0, X[0], np.nan).astype("float32")
    yield Case("weighted_mean", (nothing, weights * (weights > 0)), weighted, label="no numbers where none counts")
    yield Case("weighted_mean", (X[0], np.zeros_like(X[0])), weighted, label="none counts")


CASES = [
    *_reduction("max", np.max, _whole(np.max)),
    *_reduction("min", np.min, _whole(np.min)),
    *_reduction("sum", np.sum, _whole(np.sum)),
    *_reduction("prod", np.prod, _whole(np.prod)),
    *_reduction("mean", np.mean, np.mean),
    *_reduction("var", np.var, np.var),
    *_reduction("std", np.std, np.std),
    *_more("max", np.max, _whole(np.max)),
    *_more("sum", np.sum, _whole(np.sum)),
    *_more("mean", np.mean, np.mean),
    *_truths("any", np.any),
    *_truths("all", np.all),
    *_places("argmax", np.argmax),
    *_places("argmin", np.argmin),
    _zeros_in_products(),
    *_weighted_means(),
]
