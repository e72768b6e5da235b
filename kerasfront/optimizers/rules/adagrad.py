"""Adagrad."""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.optimizers.base import REGISTRY, Optimizer, Step


@REGISTRY.register("adagrad")
class Adagrad(Optimizer):
    """Gradients divided by the root of the sum of all squared ones so far (Duchi et al. 2011).

    Parameters
    ----------
    lr : float
    epsilon : float
        Added to the divisor.
    decay : float
        The rate of step t, counted from 0, is lr / (1 + decay * t).
    """

    slots = 1

    def __init__(self, lr: float = 0.01, epsilon: float = 1e-8, decay: float = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.declare(lr=lr, epsilon=epsilon, decay=decay)

    def rule(self, lr: Tensor) -> Step:
        def step(p: Tensor, g: Tensor, total: Tensor) -> tuple[Tensor, Tensor]:
            total_new = total + K.square(g)
            return p - lr * g / (K.sqrt(total_new) + self.epsilon), total_new

        return step
