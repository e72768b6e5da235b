"""Adadelta."""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.optimizers.base import REGISTRY, Optimizer, Step


@REGISTRY.register("adadelta")
class Adadelta(Optimizer):
    """Changes in units of the parameters: RMS of the last changes by RMS of the gradients (Zeiler 2012, algorithm 1).

    Parameters
    ----------
    lr : float
        Factor of each change; the paper has none, which is 1.
    rho : float
        Share of both mean squares that stays.
    epsilon : float
        Added to both mean squares.
    decay : float
        The rate of step t, counted from 0, is lr / (1 + decay * t).
    """

    slots = 2

    def __init__(
        self, lr: float = 1.0, rho: float = 0.95, epsilon: float = 1e-8, decay: float = 0.0, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.declare(lr=lr, rho=rho, epsilon=epsilon, decay=decay)

    def rule(self, lr: Tensor) -> Step:
        def step(p: Tensor, g: Tensor, mean: Tensor, changes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
            mean_new = self.rho * mean + (1.0 - self.rho) * K.square(g)
            change = g * K.sqrt(changes + self.epsilon) / K.sqrt(mean_new + self.epsilon)
            return p - lr * change, mean_new, self.rho * changes + (1.0 - self.rho) * K.square(change)

        return step
