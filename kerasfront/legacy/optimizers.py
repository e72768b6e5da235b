"""Optimizers of Keras 0.3: where an `epsilon` keeps a divisor from 0, it stands under the root.

Adam, Adamax and SGD are those of Keras 1.x.
"""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront import optimizers
from kerasfront.backend.types import Tensor
from kerasfront.optimizers import SGD as SGD
from kerasfront.optimizers import Adam as Adam
from kerasfront.optimizers import Adamax as Adamax
from kerasfront.optimizers import Optimizer as Optimizer
from kerasfront.optimizers import clip_norm as clip_norm
from kerasfront.optimizers.base import Step
from kerasfront.registry import Registry

REGISTRY = Registry("optimizer")


@REGISTRY.register("rmsprop")
class RMSprop(optimizers.RMSprop):
    __doc__ = optimizers.RMSprop.__doc__

    def __init__(self, lr: float = 0.001, rho: float = 0.9, epsilon: float = 1e-6, **kwargs: Any) -> None:
        super().__init__(lr, rho, epsilon, **kwargs)

    def rule(self, lr: Tensor) -> Step:
        def step(p: Tensor, g: Tensor, mean: Tensor) -> tuple[Tensor, Tensor]:
            mean_new = self.rho * mean + (1.0 - self.rho) * K.square(g)
            return p - lr * g / K.sqrt(mean_new + self.epsilon), mean_new

        return step


@REGISTRY.register("adagrad")
class Adagrad(optimizers.Adagrad):
    __doc__ = optimizers.Adagrad.__doc__

    def __init__(self, lr: float = 0.01, epsilon: float = 1e-6, **kwargs: Any) -> None:
        super().__init__(lr, epsilon, **kwargs)

    def rule(self, lr: Tensor) -> Step:
        def step(p: Tensor, g: Tensor, total: Tensor) -> tuple[Tensor, Tensor]:
            total_new = total + K.square(g)
            return p - lr * g / K.sqrt(total_new + self.epsilon), total_new

        return step


@REGISTRY.register("adadelta")
class Adadelta(optimizers.Adadelta):
    __doc__ = optimizers.Adadelta.__doc__

    def __init__(self, lr: float = 1.0, rho: float = 0.95, epsilon: float = 1e-6, **kwargs: Any) -> None:
        super().__init__(lr, rho, epsilon, **kwargs)


for _optimizer, _alias in ((SGD, "sgd"), (Adam, "adam"), (Adamax, "adamax")):
    REGISTRY.register(_alias)(_optimizer)

sgd = SGD
rmsprop = RMSprop
adagrad = Adagrad
adadelta = Adadelta
adam = Adam
adamax = Adamax


def kl_divergence(p: Tensor, p_hat: Tensor) -> Tensor:
    """``p_hat - p + p * log(p / p_hat)``, element by element."""
    return p_hat - p + p * K.log(p / p_hat)


get = optimizers.finder(REGISTRY)
