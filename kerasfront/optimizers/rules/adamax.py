"""Adamax."""

from __future__ import annotations

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Unpack
from kerasfront.optimizers.base import REGISTRY, OptimizerArguments, UpdateRule
from kerasfront.optimizers.rules.moments import MomentOptimizer


@REGISTRY.register("adamax")
class Adamax(MomentOptimizer):
    """`Adam` with the infinity norm in place of the mean square.

    With the gradient g of a parameter p, its mean m and norm u, both initially 0, and the step t, counted from 1::

        m = beta_1 * m + (1 - beta_1) * g
        u = max(beta_2 * u, abs(g))
        p = p - lr / (1 - beta_1**t) * m / (u + epsilon)

    Parameters
    ----------
    lr : float
        Learning rate.
    beta_1, beta_2 : float
        Fractions of the mean of the gradients and of their norm that are kept.
    epsilon : float
        Keeps the divisor from 0.
    decay : float
        The learning rate of step t, counted from 0, is ``lr / (1 + decay * t)``.
    **kwargs
        `clipnorm`, `clipvalue` and `lr_multipliers`; see `Optimizer`.

    References
    ----------
    Kingma, Ba: Adam: A Method for Stochastic Optimization. arXiv:1412.6980, algorithm 2

    Examples
    --------
    >>> from kerasfront.optimizers import Adamax
    >>> Adamax(lr=0.001).get_config()["beta_1"]
    0.9
    """

    def __init__(
        self,
        lr: float = 0.002,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        decay: float = 0.0,
        **kwargs: Unpack[OptimizerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.declare(lr=lr, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon, decay=decay)

    def rule(self, lr: Tensor) -> UpdateRule:
        rate = lr / (1.0 - self.beta_1 ** (self.iterations + 1.0))

        def step(p: Tensor, g: Tensor, m: Tensor, u: Tensor) -> tuple[Tensor, Tensor, Tensor]:
            m_new, u_new = self.first_moment(m, g), K.maximum(self.beta_2 * u, K.abs(g))
            return p - rate * m_new / (u_new + self.epsilon), m_new, u_new

        return step
