"""Penalties of Keras 0.3: those on activities are means over the samples, where Keras 1.x takes sums."""

# Keras 0.3 called methods and attributes with other arguments than today.
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

from numbers import Real
from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.registry import Registry
from kerasfront.regularizers import L1L2Regularizer, finder
from kerasfront.regularizers import Regularizer as Base

REGISTRY = Registry("regularizer")


@REGISTRY.register("identity")
class Regularizer(Base):
    """Base of the regularizers; its penalty is 0.

    A regularizer of your own overrides `penalty`; or ``__call__(loss)``, which gives the loss with the penalty of what
    `set_param` or `set_layer` set.

    Attributes
    ----------
    p : variable or None
        The weight that is penalized.
    layer : Layer or None
        The layer whose output is penalized.
    """

    p: Any = None
    layer: Any = None

    def set_param(self, p: Any) -> None:
        """Set the weight that is penalized."""
        self.p = p

    def set_layer(self, layer: Any) -> None:
        """Set the layer whose output is penalized."""
        self.layer = layer

    def penalty(self, x: Tensor) -> Tensor:
        """The penalty for a weight or an output, a scalar."""
        return K.sum(K.zeros_like(x))

    def __call__(self, x: Any) -> Any:
        """Penalty for a tensor; for a scalar, which is a loss, that loss plus the penalty of the weight or layer."""
        if isinstance(x, Real) or K.ndim(x) == 0:
            target = self.p if self.layer is None else self.layer.get_output(True)
            return x if target is None else x + self.penalty(target)
        return self.penalty(x)

    def get_config(self) -> dict[str, Any]:
        """Name and arguments; `get` makes an equal regularizer of them."""
        return {name: value for name, value in super().get_config().items() if name not in ("p", "layer")}


identity = Regularizer


@REGISTRY.register()
class WeightRegularizer(Regularizer, L1L2Regularizer):
    """The sum over all elements of l1 * abs(x) + l2 * x**2.

    Parameters
    ----------
    l1, l2 : float
    """

    def penalty(self, x: Tensor) -> Tensor:
        """The penalty for a weight."""
        return L1L2Regularizer.__call__(self, x)


@REGISTRY.register()
class ActivityRegularizer(Regularizer, L1L2Regularizer):
    """The mean over the samples, the sum over everything else, of l1 * abs(x) + l2 * x**2.

    Parameters
    ----------
    l1, l2 : float
    """

    def penalty(self, x: Tensor) -> Tensor:
        """The penalty for an output."""
        return K.sum(K.mean(self.l1 * K.abs(x) + self.l2 * K.square(x), axis=0))


def l1(l: float = 0.01) -> WeightRegularizer:  # noqa: E741
    """Penalty ``l * sum(abs(x))``."""
    return WeightRegularizer(l1=l)


def l2(l: float = 0.01) -> WeightRegularizer:  # noqa: E741
    """Penalty ``l * sum(x**2)``."""
    return WeightRegularizer(l2=l)


def l1l2(l1: float = 0.01, l2: float = 0.01) -> WeightRegularizer:
    """Penalty ``sum(l1 * abs(x) + l2 * x**2)``."""
    return WeightRegularizer(l1=l1, l2=l2)


def activity_l1(l: float = 0.01) -> ActivityRegularizer:  # noqa: E741
    """Penalty ``l * sum(mean(abs(x), axis=0))``."""
    return ActivityRegularizer(l1=l)


def activity_l2(l: float = 0.01) -> ActivityRegularizer:  # noqa: E741
    """Penalty ``l * sum(mean(x**2, axis=0))``."""
    return ActivityRegularizer(l2=l)


def activity_l1l2(l1: float = 0.01, l2: float = 0.01) -> ActivityRegularizer:
    """Penalty ``sum(mean(l1 * abs(x) + l2 * x**2, axis=0))``."""
    return ActivityRegularizer(l1=l1, l2=l2)


FACTORIES = tuple(map(REGISTRY.register(), (l1, l2, l1l2, activity_l1, activity_l2, activity_l1l2)))

get = finder(REGISTRY, FACTORIES)
