"""RMSprop."""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.optimizers.base import REGISTRY, Optimizer, Step


@REGISTRY.register("rmsprop")
class RMSprop(Optimizer):
    """Gradients divided by a running root mean square (Tieleman and Hinton 2012, Coursera lecture 6.5).

    Parameters
    ----------
    lr : float
    rho : float
        Share of the mean square that stays.
    epsilon : float
        Added to the divisor.
    decay : float
        The rate of step t, counted from 0, is lr / (1 + decay * t).
    """

    slots = 1

    def __init__(
        self, lr: float = 0.001, rho: float = 0.9, epsilon: float = 1e-8, decay: float = 0.0, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.declare(lr=lr, rho=rho, epsilon=epsilon, decay=decay)

    def rule(self, lr: Tensor) -> Step:
        def step(p: Tensor, g: Tensor, mean: Tensor) -> tuple[Tensor, Tensor]:
            mean_new = self.rho * mean + (1.0 - self.rho) * K.square(g)
            return p - lr * g / (K.sqrt(mean_new) + self.epsilon), mean_new

        return step
