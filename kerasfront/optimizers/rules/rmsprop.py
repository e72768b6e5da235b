"""RMSprop."""

from __future__ import annotations

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Unpack
from kerasfront.optimizers.base import REGISTRY, Optimizer, OptimizerArguments, UpdateRule
from kerasfront.optimizers.hyperparameters import Scalar


@REGISTRY.register("rmsprop")
class RMSprop(Optimizer):
    """Gradients divided by a running root mean square, a good choice for recurrent networks.

    With the gradient g of a parameter p and its mean square a, initially 0::

        a = rho * a + (1 - rho) * g**2
        p = p - lr * g / (sqrt(a) + epsilon)

    Parameters
    ----------
    lr : float
        Learning rate.
    rho : float
        Fraction of the mean square that is kept.
    epsilon : float
        Keeps the divisor from 0.
    decay : float
        The learning rate of step t, counted from 0, is ``lr / (1 + decay * t)``.
    **kwargs
        `clipnorm`, `clipvalue` and `lr_multipliers`; see `Optimizer`.

    References
    ----------
    Tieleman, Hinton: Neural Networks for Machine Learning. Coursera 2012, lecture 6.5

    Examples
    --------
    >>> from kerasfront.optimizers import RMSprop
    >>> RMSprop(lr=0.0005).get_config()["rho"]
    0.9
    """

    slots = 1
    rho: Scalar
    epsilon: Scalar

    def __init__(
        self,
        lr: float = 0.001,
        rho: float = 0.9,
        epsilon: float = 1e-8,
        decay: float = 0.0,
        **kwargs: Unpack[OptimizerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.declare(lr=lr, rho=rho, epsilon=epsilon, decay=decay)

    def rule(self, lr: Tensor) -> UpdateRule:
        def step(p: Tensor, g: Tensor, mean: Tensor) -> tuple[Tensor, Tensor]:
            mean_new = self.rho * mean + (1.0 - self.rho) * K.square(g)
            return p - lr * g / (K.sqrt(mean_new) + self.epsilon), mean_new

        return step
