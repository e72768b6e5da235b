"""Adam."""

from __future__ import annotations

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Unpack, Update
from kerasfront.optimizers.base import REGISTRY, FusedStep, OptimizerArguments, UpdateRule
from kerasfront.optimizers.rules.moments import MomentOptimizer


@REGISTRY.register("adam")
class Adam(MomentOptimizer):
    """Running means of the gradients, divided by the root of the running means of their squares.

    With the gradient g of a parameter p, the means m and v, both initially 0, and the step t, counted from 1::

        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        rate = lr * sqrt(1 - beta_2**t) / (1 - beta_1**t)
        p = p - rate * m / (sqrt(v) + epsilon)

    Parameters
    ----------
    lr : float
        Learning rate.
    beta_1, beta_2 : float
        Fractions of the means of the gradients and of their squares that are kept.
    epsilon : float
        Keeps the divisor from 0.
    decay : float
        The learning rate of step t, counted from 0, is ``lr / (1 + decay * t)``.
    **kwargs
        `clipnorm`, `clipvalue` and `lr_multipliers`; see `Optimizer`.

    References
    ----------
    Kingma, Ba: Adam: A Method for Stochastic Optimization. arXiv:1412.6980, algorithm 1, with the order of computation
    at the end of section 2

    Examples
    --------
    >>> from kerasfront.optimizers import Adam
    >>> Adam(lr=0.01, clipnorm=1.0).get_config()["beta_2"]
    0.999
    """

    def __init__(
        self,
        lr: float = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        decay: float = 0.0,
        **kwargs: Unpack[OptimizerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.declare(lr=lr, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon, decay=decay)

    def _corrected(self, lr: Tensor) -> Tensor:
        """The rate that makes up for the means being too small at first."""
        t = self.iterations + 1.0
        return lr * K.sqrt(1.0 - self.beta_2**t) / (1.0 - self.beta_1**t)

    def fused(self, lr: Tensor) -> FusedStep | None:
        if not K.current().supports("adam_step"):
            return None
        rate = self._corrected(lr)

        def step(p: Tensor, g: Tensor, m: Tensor, v: Tensor) -> Update:
            return K.adam_step(p, m, v, g, rate, self.beta_1, self.beta_2, self.epsilon)

        return step

    def rule(self, lr: Tensor) -> UpdateRule:
        rate = self._corrected(lr)

        def step(p: Tensor, g: Tensor, m: Tensor, v: Tensor) -> tuple[Tensor, Tensor, Tensor]:
            m_new, v_new = self.first_moment(m, g), self.second_moment(v, g)
            return p - rate * m_new / (K.sqrt(v_new) + self.epsilon), m_new, v_new

        return step
