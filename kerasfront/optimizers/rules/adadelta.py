"""Adadelta."""

from __future__ import annotations

from kerasfront import backend as K
from kerasfront.backend.types import Tensor, Unpack
from kerasfront.optimizers.base import REGISTRY, Optimizer, OptimizerArguments, UpdateRule
from kerasfront.optimizers.hyperparameters import Scalar


@REGISTRY.register("adadelta")
class Adadelta(Optimizer):
    """Updates scaled by the ratio of the root mean square of the last updates to that of the gradients.

    With the gradient g of a parameter p, the mean square a of its gradients and d of its updates, both initially 0::

        a = rho * a + (1 - rho) * g**2
        u = g * sqrt(d + epsilon) / sqrt(a + epsilon)
        p = p - lr * u
        d = rho * d + (1 - rho) * u**2

    Parameters
    ----------
    lr : float
        Factor of each update; the paper has none, which is 1.
    rho : float
        Fraction of both mean squares that is kept.
    epsilon : float
        Added to both mean squares.
    decay : float
        The learning rate of step t, counted from 0, is ``lr / (1 + decay * t)``.
    **kwargs
        `clipnorm`, `clipvalue` and `lr_multipliers`; see `Optimizer`.

    References
    ----------
    Zeiler: ADADELTA: An Adaptive Learning Rate Method. arXiv:1212.5701, algorithm 1

    Examples
    --------
    >>> from kerasfront.optimizers import Adadelta
    >>> Adadelta(rho=0.9).get_config()["rho"]
    0.9
    """

    slots = 2
    rho: Scalar
    epsilon: Scalar

    def __init__(
        self,
        lr: float = 1.0,
        rho: float = 0.95,
        epsilon: float = 1e-8,
        decay: float = 0.0,
        **kwargs: Unpack[OptimizerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.declare(lr=lr, rho=rho, epsilon=epsilon, decay=decay)

    def rule(self, lr: Tensor) -> UpdateRule:
        def step(p: Tensor, g: Tensor, mean: Tensor, updates: Tensor) -> tuple[Tensor, Tensor, Tensor]:
            mean_new = self.rho * mean + (1.0 - self.rho) * K.square(g)
            update = g * K.sqrt(updates + self.epsilon) / K.sqrt(mean_new + self.epsilon)
            return p - lr * update, mean_new, self.rho * updates + (1.0 - self.rho) * K.square(update)

        return step
