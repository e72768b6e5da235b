"""Adagrad."""

from __future__ import annotations

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Unpack
from kerasfront.optimizers.base import REGISTRY, Optimizer, OptimizerArguments, UpdateRule
from kerasfront.optimizers.hyperparameters import Scalar


@REGISTRY.register("adagrad")
class Adagrad(Optimizer):
    """Gradients divided by the root of the sum of all squared gradients so far.

    With the gradient g of a parameter p and its sum a, initially 0::

        a = a + g**2
        p = p - lr * g / (sqrt(a) + epsilon)

    Parameters
    ----------
    lr : float
        Learning rate.
    epsilon : float
        Keeps the divisor from 0.
    decay : float
        The learning rate of step t, counted from 0, is ``lr / (1 + decay * t)``.
    **kwargs
        `clipnorm`, `clipvalue` and `lr_multipliers`; see `Optimizer`.

    References
    ----------
    Duchi, Hazan, Singer: Adaptive Subgradient Methods for Online Learning and Stochastic Optimization. JMLR 12, 2011

    Examples
    --------
    >>> from kerasfront.optimizers import Adagrad
    >>> Adagrad(lr=0.05).get_config()["lr"]
    0.05
    """

    slots = 1
    epsilon: Scalar

    def __init__(
        self, lr: float = 0.01, epsilon: float = 1e-8, decay: float = 0.0, **kwargs: Unpack[OptimizerArguments]
    ) -> None:
        super().__init__(**kwargs)
        self.declare(lr=lr, epsilon=epsilon, decay=decay)

    def rule(self, lr: Tensor) -> UpdateRule:
        def step(p: Tensor, g: Tensor, total: Tensor) -> tuple[Tensor, Tensor]:
            total_new = total + K.square(g)
            return p - lr * g / (K.sqrt(total_new) + self.epsilon), total_new

        return step
