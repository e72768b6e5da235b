"""Optimizers of Keras 0.3, which add `epsilon` under the square root of divisors.

Adam, Adamax and SGD are those of Keras 1.x.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront import backend as K
from kerasfront import optimizers
from kerasfront.backend.types import Tensor
from kerasfront.engine.topology.lists import unique
from kerasfront.optimizers import clip_norm as clip_norm
from kerasfront.optimizers.base import UpdateRule
from kerasfront.registry import Registry
from kerasfront.utils.checks import check_shapes

REGISTRY = Registry("optimizer")


class Optimizer(optimizers.Optimizer):
    __doc__ = optimizers.Optimizer.__doc__

    def _changed(self) -> list[Tensor]:
        """Variables that a step updates."""
        return unique([*(variable for variable, _ in self.updates), *self.weights])

    def get_state(self) -> list[np.ndarray]:
        """Values of all variables that a step updates, including the weights of the model."""
        with self.own_backend.active():
            return K.batch_get_value(self._changed())

    def set_state(self, value_list: Sequence[Any]) -> None:
        """Restore the result of `get_state`.

        Raises
        ------
        ArgumentError
            If it is not the state of an equal optimizer of an equal model that was compiled and used.
        """
        with self.own_backend.active():
            variables = self._changed()
            check_shapes(
                f"{type(self).__name__}.set_state: the arrays",
                [K.int_shape(variable) for variable in variables],
                [np.shape(value) for value in value_list],
                "They are those that get_state gave for an equal model, once this one has been trained or compiled.",
            )
            K.batch_set_value(list(zip(variables, value_list)))


@REGISTRY.register("sgd")
class SGD(optimizers.SGD, Optimizer):
    __doc__ = optimizers.SGD.__doc__


@REGISTRY.register("adam")
class Adam(optimizers.Adam, Optimizer):
    __doc__ = optimizers.Adam.__doc__


@REGISTRY.register("adamax")
class Adamax(optimizers.Adamax, Optimizer):
    __doc__ = optimizers.Adamax.__doc__


@REGISTRY.register("rmsprop")
class RMSprop(optimizers.RMSprop, Optimizer):
    __doc__ = optimizers.RMSprop.__doc__

    def __init__(self, lr: float = 0.001, rho: float = 0.9, epsilon: float = 1e-6, **kwargs: Any) -> None:
        super().__init__(lr, rho, epsilon, **kwargs)

    def rule(self, lr: Tensor) -> UpdateRule:
        def step(p: Tensor, g: Tensor, mean: Tensor) -> tuple[Tensor, Tensor]:
            mean_new = self.rho * mean + (1.0 - self.rho) * K.square(g)
            return p - lr * g / K.sqrt(mean_new + self.epsilon), mean_new

        return step


@REGISTRY.register("adagrad")
class Adagrad(optimizers.Adagrad, Optimizer):
    __doc__ = optimizers.Adagrad.__doc__

    def __init__(self, lr: float = 0.01, epsilon: float = 1e-6, **kwargs: Any) -> None:
        super().__init__(lr, epsilon, **kwargs)

    def rule(self, lr: Tensor) -> UpdateRule:
        def step(p: Tensor, g: Tensor, total: Tensor) -> tuple[Tensor, Tensor]:
            total_new = total + K.square(g)
            return p - lr * g / K.sqrt(total_new + self.epsilon), total_new

        return step


@REGISTRY.register("adadelta")
class Adadelta(optimizers.Adadelta, Optimizer):
    __doc__ = optimizers.Adadelta.__doc__

    def __init__(self, lr: float = 1.0, rho: float = 0.95, epsilon: float = 1e-6, **kwargs: Any) -> None:
        super().__init__(lr, rho, epsilon, **kwargs)


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
