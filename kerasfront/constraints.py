"""Constraints on weights: applied to the new value of a weight in every training step.

`axis` is the axis, or list of axes, along which norms are taken: 0 for a Dense layer's W (inputs, outputs), [1, 2, 3]
for a kernel in 'th' order, [0, 1, 2] in 'tf' order.
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
"""What `get` takes: a name, a configuration, a function from a weight to its new value, or None for no constraint."""


@REGISTRY.register()
class Constraint:
    """Base of all constraints; it changes nothing."""

    def __call__(self, p: Tensor) -> Tensor:
        """The value nearest to `p` that fulfils the constraint: a tensor of the same shape."""
        return p

    def get_config(self) -> dict[str, Any]:
        """Name and arguments; `get` makes an equal constraint of them."""
        return {"name": type(self).__name__, **vars(self)}


@REGISTRY.register("maxnorm")
class MaxNorm(Constraint):
    """Norms of at most `m` (Srivastava et al. 2014, section 5.1).

    Parameters
    ----------
    m : float
    axis : int or list of int
    """

    def __init__(self, m: float = 2, axis: Axis = 0) -> None:
        self.m = m
        self.axis = axis

    def __call__(self, p: Tensor) -> Tensor:
        norms = _norms(p, self.axis)
        return p * (K.clip(norms, 0, self.m) / (K.epsilon() + norms))


@REGISTRY.register("nonneg")
class NonNeg(Constraint):
    """No negative elements."""

    def __call__(self, p: Tensor) -> Tensor:
        return K.maximum(p, 0.0)


@REGISTRY.register("unitnorm")
class UnitNorm(Constraint):
    """Norms of 1.

    Parameters
    ----------
    axis : int or list of int
    """

    def __init__(self, axis: Axis = 0) -> None:
        self.axis = axis

    def __call__(self, p: Tensor) -> Tensor:
        return p / (K.epsilon() + _norms(p, self.axis))


@REGISTRY.register()
class MinMaxNorm(Constraint):
    """Norms between `low` and `high`.

    Parameters
    ----------
    low, high : float
    rate : float
        How far each step goes: 1 enforces the bounds at once, 0.1 mends a tenth of the violation.
    axis : int or list of int
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
