"""Adamax."""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.optimizers.base import REGISTRY, Optimizer, Step


@REGISTRY.register("adamax")
class Adamax(Optimizer):
    """Adam with the infinity norm (Kingma and Ba 2015, algorithm 2).

    Parameters
    ----------
    lr : float
    beta_1, beta_2 : float
        Shares of the mean of the gradients and of their largest size that stay.
    epsilon : float
        Added to the divisor.
    decay : float
        The rate of step t, counted from 0, is lr / (1 + decay * t).
    """

    slots = 2
    always_counts = True
    saves_count = True

    def __init__(
        self,
        lr: float = 0.002,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        decay: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.declare(lr=lr, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon, decay=decay)

    def rule(self, lr: Tensor) -> Step:
        rate = lr / (1.0 - self.beta_1 ** (self.iterations + 1.0))

        def step(p: Tensor, g: Tensor, m: Tensor, u: Tensor) -> tuple[Tensor, Tensor, Tensor]:
            m_new = self.beta_1 * m + (1.0 - self.beta_1) * g
            u_new = K.maximum(self.beta_2 * u, K.abs(g))
            return p - rate * m_new / (u_new + self.epsilon), m_new, u_new

        return step
