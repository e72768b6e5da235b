"""Questions about the tensors that a tensor depends on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kerasfront_theano.library import theano


def depends_on(tensors: Iterable[Any], source: Any) -> bool:
    """Whether any of `tensors` is computed from `source`."""
    return any(variable is source for variable in theano.graph.basic.ancestors(list(tensors)))


def gradient_path(tensors: Iterable[Any]) -> Iterator[Any]:
    """The variables that gradients of `tensors` pass through, as far as they can be other than 0."""
    waiting, met = list(tensors), set()
    while waiting:
        variable = waiting.pop()
        if variable in met or not str(getattr(variable, "dtype", "float")).startswith("float"):
            continue
        met.add(variable)
        yield variable
        if variable.owner is not None and not _is_flat(variable.owner.op):
            waiting += variable.owner.inputs[_is_fill(variable.owner.op) :]


def _is_flat(op: Any) -> bool:
    """Whether the gradient of an operation is 0."""
    scalar = theano.scalar
    steps = (scalar.RoundHalfToEven, scalar.RoundHalfAwayFromZero, scalar.Floor, scalar.Ceil, scalar.Trunc, scalar.Sgn)
    stops = (theano.gradient.DisconnectedGrad, theano.gradient.ZeroGrad)
    return isinstance(op, stops) or isinstance(getattr(op, "scalar_op", None), steps)


def _is_fill(op: Any) -> bool:
    """Whether an operation takes only the shape of its first input."""
    return isinstance(getattr(op, "scalar_op", None), theano.scalar.Second)


def placeholders(tensors: Iterable[Any], given: Iterable[Any] = ()) -> list[str]:
    """The names of the placeholders that `tensors` depend on, except for those `given`."""
    given = set(given)
    leaves = theano.graph.basic.graph_inputs(list(tensors), given)
    have_values = (theano.graph.basic.Constant, theano.compile.SharedVariable)
    return [x.name or repr(x) for x in leaves if x not in given and not isinstance(x, have_values)]
