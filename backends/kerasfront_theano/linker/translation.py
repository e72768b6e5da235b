"""A graph of Theano, evaluated operation by operation with JAX, or with NumPy where all inputs are known.

Shapes are known while JAX traces a program. Arithmetic on them must stay in NumPy, because JAX makes arrays of known
shape only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from kerasfront_theano.library import theano
from kerasfront_theano.linker.comparisons import compared, computed_once

T = theano.tensor
KNOWN = (np.ndarray, np.generic, int, float, bool, type(None))
SMALL = 4096
"""Elements above which arithmetic on constants is left to JAX."""


class Untranslatable(Exception):
    """A graph that JAX cannot run; the message says why."""


def is_known(x: Any) -> bool:
    """Whether the value of an input is known now, rather than when the program runs."""
    if isinstance(x, slice):
        return all(map(is_known, (x.start, x.stop, x.step)))
    return isinstance(x, KNOWN)


def number(x: Any) -> int:
    """A known integer; JAX raises for one that depends on data."""
    return int(np.asarray(x))


def numbers(x: Any) -> tuple[int, ...]:
    """The integers of a known vector; JAX raises for one that depends on data."""
    return tuple(int(v) for v in np.asarray(x).ravel())


class TranslatedGraph:
    """Some inputs, and what is computed from them.

    Parameters
    ----------
    inputs, outputs : sequence of variables
    nodes : sequence of Apply
        In an order in which they can be computed.
    translate : callable
        Takes a node and returns a function of JAX, which takes the node and its inputs and returns its outputs.
    """

    def __init__(
        self,
        inputs: Sequence[Any],
        outputs: Sequence[Any],
        nodes: Sequence[Any],
        translate: Callable[[Any], Callable[..., Any]],
    ) -> None:
        self.inputs, self.outputs = inputs, outputs
        self._steps = [(node, translate(node)) for node in nodes]
        self._compared = compared(nodes)

    def __call__(self, arguments: Sequence[Any]) -> list[Any]:
        """Evaluate the outputs."""
        values = dict(zip(self.inputs, arguments))
        for node, function in self._steps:
            made = _applied(node, function, [_value(x, values) for x in node.inputs])
            for x, value in zip(node.outputs, made):
                values[x] = computed_once(value) if x in self._compared and not is_known(value) else value
        return [_value(x, values) for x in self.outputs]


def while_running(function: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a function that does something each time, or that NumPy cannot do instead."""
    function.while_running = True  # type: ignore[attr-defined]
    return function


def _value(x: Any, values: Mapping[Any, Any]) -> Any:
    return x.data if isinstance(x, theano.graph.basic.Constant) else values[x]


def _applied(node: Any, function: Callable[..., Any], inputs: Sequence[Any]) -> list[Any]:
    known = all(map(is_known, inputs)) and sum(map(np.size, inputs)) <= SMALL
    if known and not hasattr(function, "while_running"):
        with suppress(NotImplementedError, theano.graph.utils.MethodNotDefined):  # an operation in C only
            return _performed(node, inputs)
    made = function(node, *inputs)
    made = made if isinstance(made, (list, tuple)) else [made]
    return [_typed(x, variable.type) for x, variable in zip(made, node.outputs)]


def _performed(node: Any, inputs: Sequence[Any]) -> list[Any]:
    """Let Theano itself compute an operation."""
    if isinstance(node.op, T.Elemwise):
        node.op.prepare_node(node, {}, {}, "py")
    arrays = [
        np.asarray(x, v.type.dtype) if isinstance(v.type, T.TensorType) else x for x, v in zip(inputs, node.inputs)
    ]
    storage: list[list[Any]] = [[None] for _ in node.outputs]
    params = [node.run_params()] if getattr(node.op, "params_type", None) else []
    node.op.perform(node, arrays, storage, *params)
    return [cell[0] for cell in storage]


def _typed(x: Any, kind: Any) -> Any:
    dtype = getattr(kind, "dtype", None)
    if dtype is None or x is None or isinstance(x, slice):
        return x
    return cast(x, dtype)


def cast(x: Any, dtype: str) -> Any:
    """An array of another type, by NumPy if its value is known."""
    return np.asarray(x, dtype) if is_known(x) else x.astype(dtype)
