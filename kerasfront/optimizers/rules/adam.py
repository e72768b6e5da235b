"""Adam."""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.optimizers.base import REGISTRY, FusedStep, Optimizer, Step


@REGISTRY.register("adam")
class Adam(Optimizer):
    """Running means of the gradients, divided by the root of that of their squares (Kingma and Ba 2015, algorithm 1).

    Parameters
    ----------
    lr : float
    beta_1, beta_2 : float
        Shares of the mean of the gradients and of their squares that stay.
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
        lr: float = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        decay: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.declare(lr=lr, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon, decay=decay)

    def _corrected(self, lr: Tensor) -> Tensor:
        """The rate by which the means count: at first they are too small."""
        t = self.iterations + 1.0
        return lr * K.sqrt(1.0 - self.beta_2**t) / (1.0 - self.beta_1**t)

    def fused(self, lr: Tensor) -> FusedStep | None:
        if not K.current().supports("adam_step"):
            return None
        rest = self._corrected(lr), self.beta_1, self.beta_2, self.epsilon
        return lambda p, g, m, v: K.adam_step(p, m, v, g, *rest)

    def rule(self, lr: Tensor) -> Step:
        rate = self._corrected(lr)

        def step(p: Tensor, g: Tensor, m: Tensor, v: Tensor) -> tuple[Tensor, Tensor, Tensor]:
            m_new = self.beta_1 * m + (1.0 - self.beta_1) * g
            v_new = self.beta_2 * v + (1.0 - self.beta_2) * K.square(g)
            return p - rate * m_new / (K.sqrt(v_new) + self.epsilon), m_new, v_new

        return step
