"""Nadam."""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Update
from kerasfront.optimizers.base import REGISTRY, Optimizer, Step


@REGISTRY.register("nadam")
class Nadam(Optimizer):
    """Adam with Nesterov momentum and a schedule of momenta (Dozat 2015, "Incorporating Nesterov Momentum into Adam").

    The momentum of step t, counted from 1, is ``beta_1 * (1 - 0.96**(t * schedule_decay) / 2)``. The product of all
    momenta so far, `m_schedule`, is not among `weights`, as in classic files: resumed training starts it anew.

    Parameters
    ----------
    lr : float
    beta_1, beta_2 : float
        Shares of the mean of the gradients and of their squares that stay.
    epsilon : float
        Added to the divisor.
    schedule_decay : float
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
        schedule_decay: float = 0.004,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.declare(lr=lr, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon, schedule_decay=schedule_decay)
        self.keep(m_schedule=1.0)

    def rule(self, lr: Tensor) -> Step:
        t = self.iterations + 1.0
        now, ahead = self._momentum(t), self._momentum(t + 1.0)
        product = self.m_schedule * now

        def step(p: Tensor, g: Tensor, m: Tensor, v: Tensor) -> tuple[Tensor, Tensor, Tensor]:
            m_new = self.beta_1 * m + (1.0 - self.beta_1) * g
            v_new = self.beta_2 * v + (1.0 - self.beta_2) * K.square(g)
            mean = (1.0 - now) * g / (1.0 - product) + ahead * m_new / (1.0 - product * ahead)
            return p - lr * mean / (K.sqrt(v_new / (1.0 - self.beta_2**t)) + self.epsilon), m_new, v_new

        return step

    def rule_updates(self) -> list[Update]:
        """That of the product of all momenta."""
        return [K.update(self.m_schedule, self.m_schedule * self._momentum(self.iterations + 1.0))]

    def _momentum(self, t: Tensor) -> Tensor:
        return self.beta_1 * (1.0 - 0.5 * 0.96 ** (t * self.schedule_decay))
