"""Constraints on weights, applied to the new value of a weight in every training step.

`axis` is the axis, or list of axes, along which norms are computed: 0 for the W of a Dense layer, (inputs, outputs),
[1, 2, 3] for a kernel in dim_ordering 'th', [0, 1, 2] in 'tf'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from kerasfront import backend as K
from kerasfront.backend.types import Axis, Tensor
from kerasfront.registry import Registry

REGISTRY = Registry("constraint")
Projection: TypeAlias = Callable[[Tensor], Tensor]
ConstraintLike: TypeAlias = str | Mapping[str, Any] | Projection | None
"""An argument of `get`: a name, a configuration, a function from a weight to its new value, or None."""


@REGISTRY.register()
class Constraint:
    """Base of all constraints, which itself changes nothing."""

    def __call__(self, p: Tensor) -> Tensor:
        """Compute the value of weight `p` under the constraint, a tensor of the same shape."""
        return p

    def get_config(self) -> dict[str, Any]:
        """Name and arguments, from which `get` builds an equal constraint."""
        return {"name": type(self).__name__, **vars(self)}


@REGISTRY.register("maxnorm")
class MaxNorm(Constraint):
    """Limit norms to at most `m`: ``p * clip(norm, 0, m) / norm``.

    Parameters
    ----------
    m : float
        Maximum norm.
    axis : int or list of int
        Axes along which norms are computed.

    References
    ----------
    Srivastava et al.: Dropout: A Simple Way to Prevent Neural Networks from Overfitting. JMLR 15, 2014, section 5.1
    """

    def __init__(self, m: float = 2, axis: Axis = 0) -> None:
        self.m = m
        self.axis = axis

    def __call__(self, p: Tensor) -> Tensor:
        norms = _norms(p, self.axis)
        return p * (K.clip(norms, 0, self.m) / (K.epsilon() + norms))


@REGISTRY.register("nonneg")
class NonNeg(Constraint):
    """Replace negative elements by 0."""

    def __call__(self, p: Tensor) -> Tensor:
        return K.maximum(p, 0.0)


@REGISTRY.register("unitnorm")
class UnitNorm(Constraint):
    """Scale norms to 1: ``p / norm``.

    Parameters
    ----------
    axis : int or list of int
        Axes along which norms are computed.
    """

    def __init__(self, axis: Axis = 0) -> None:
        self.axis = axis

    def __call__(self, p: Tensor) -> Tensor:
        return p / (K.epsilon() + _norms(p, self.axis))


@REGISTRY.register()
class MinMaxNorm(Constraint):
    """Move norms into [low, high]: ``p * (rate * clip(norm, low, high) + (1 - rate) * norm) / norm``.

    Parameters
    ----------
    low, high : float
        Bounds of the norms.
    rate : float
        Fraction of a violation that is corrected in each step; 1 enforces the bounds at once.
    axis : int or list of int
        Axes along which norms are computed.
    """

    def __init__(self, low: float = 0.0, high: float = 1.0, rate: float = 1.0, axis: Axis = 0) -> None:
        self.low = low
        self.high = high
        self.rate = rate
        self.axis = axis

    def __call__(self, p: Tensor) -> Tensor:
        norms = _norms(p, self.axis)
        wanted = self.rate * K.clip(norms, self.low, self.high) + (1 - self.rate) * norms
        return p * (wanted / (K.epsilon() + norms))


def _norms(p: Tensor, axis: Axis) -> Tensor:
    return K.sqrt(K.sum(K.square(p), axis=axis, keepdims=True))


maxnorm = MaxNorm
nonneg = NonNeg
unitnorm = UnitNorm
get = REGISTRY.get
