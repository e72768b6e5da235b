"""Stochastic gradient descent."""

from __future__ import annotations

from kerasfront.backend.types import Tensor, Unpack
from kerasfront.optimizers.base import REGISTRY, Optimizer, OptimizerArguments, UpdateRule
from kerasfront.optimizers.hyperparameters import Scalar


@REGISTRY.register("sgd")
class SGD(Optimizer):
    """Gradient descent with momentum.

    With the gradient g of a parameter p and its velocity v, initially 0::

        v = momentum * v - lr * g
        p = p + v

    With Nesterov momentum the second line is ``p = p + momentum * v - lr * g``.

    Parameters
    ----------
    lr : float
        Learning rate.
    momentum : float
        Fraction of the velocity that is kept. 0: plain gradient descent.
    decay : float
        The learning rate of step t, counted from 0, is ``lr / (1 + decay * t)``.
    nesterov : bool
        Whether to use Nesterov momentum, which applies the gradient as if after the momentum step.
    **kwargs
        `clipnorm`, `clipvalue` and `lr_multipliers`; see `Optimizer`.

    References
    ----------
    Sutskever, Martens, Dahl, Hinton: On the importance of initialization and momentum in deep learning. ICML 2013,
    equations 1-4

    Examples
    --------
    >>> from kerasfront.optimizers import SGD
    >>> sgd = SGD(lr=0.1, momentum=0.9, nesterov=True)
    >>> sgd.lr = 0.05  # counts from the next step on
    >>> sgd.get_config()["lr"]
    0.05
    """

    slots = 1
    saves_count = True
    momentum: Scalar
    nesterov: bool

    def __init__(
        self,
        lr: float = 0.01,
        momentum: float = 0.0,
        decay: float = 0.0,
        nesterov: bool = False,
        **kwargs: Unpack[OptimizerArguments],
    ) -> None:
        super().__init__(**kwargs)
        self.declare(lr=lr, momentum=momentum, decay=decay, nesterov=bool(nesterov))

    def rule(self, lr: Tensor) -> UpdateRule:
        def step(p: Tensor, g: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
            v_new = self.momentum * v - lr * g
            change = self.momentum * v_new - lr * g if self.nesterov else v_new
            return p + change, v_new

        return step
