"""Nadam."""

from __future__ import annotations

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Unpack, Update
from kerasfront.optimizers.base import REGISTRY, OptimizerArguments, UpdateRule
from kerasfront.optimizers.hyperparameters import Scalar
from kerasfront.optimizers.rules.moments import MomentOptimizer


@REGISTRY.register("nadam")
class Nadam(MomentOptimizer):
    """`Adam` with Nesterov momentum and a schedule of momenta.

    With the gradient g of a parameter p, the means m and v, both initially 0, the step t, counted from 1, and its
    momentum mu(t)::

        mu(t) = beta_1 * (1 - 0.96**(t * schedule_decay) / 2)
        s = mu(1) * mu(2) * ... * mu(t)
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        n = (1 - mu(t)) * g / (1 - s) + mu(t + 1) * m / (1 - s * mu(t + 1))
        p = p - lr * n / (sqrt(v / (1 - beta_2**t)) + epsilon)

    Parameters
    ----------
    lr : float
        Learning rate.
    beta_1, beta_2 : float
        Fractions of the means of the gradients and of their squares that are kept.
    epsilon : float
        Keeps the divisor from 0.
    schedule_decay : float
        How fast the momentum grows.
    **kwargs
        `clipnorm`, `clipvalue` and `lr_multipliers`; see `Optimizer`.

    Notes
    -----
    The product s, `m_schedule`, is not among `weights`, as in classic files: resumed training starts it anew.

    References
    ----------
    Dozat: Incorporating Nesterov Momentum into Adam. 2015

    Examples
    --------
    >>> from kerasfront.optimizers import Nadam
    >>> Nadam(lr=0.001).get_config()["schedule_decay"]
    0.004
    """

    schedule_decay: Scalar
    m_schedule: Scalar

    def __init__(
        self,
        lr: float = 0.002,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        schedule_decay: float = 0.004,
        **kwargs: Unpack[OptimizerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.declare(lr=lr, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon, schedule_decay=schedule_decay)
        self.keep(m_schedule=1.0)

    def rule(self, lr: Tensor) -> UpdateRule:
        t = self.iterations + 1.0
        momentum, next_momentum = self._momentum(t), self._momentum(t + 1.0)
        product = self.m_schedule * momentum

        def step(p: Tensor, g: Tensor, m: Tensor, v: Tensor) -> tuple[Tensor, Tensor, Tensor]:
            m_new, v_new = self.first_moment(m, g), self.second_moment(v, g)
            mean = (1.0 - momentum) * g / (1.0 - product) + next_momentum * m_new / (1.0 - product * next_momentum)
            return p - lr * mean / (K.sqrt(v_new / (1.0 - self.beta_2**t)) + self.epsilon), m_new, v_new

        return step

    def rule_updates(self) -> list[Update]:
        """The update of the product of all momenta."""
        return [K.update(self.m_schedule, self.m_schedule * self._momentum(self.iterations + 1.0))]

    def _momentum(self, t: Tensor) -> Tensor:
        return self.beta_1 * (1.0 - 0.5 * 0.96 ** (t * self.schedule_decay))
