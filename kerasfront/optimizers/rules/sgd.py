"""Stochastic gradient descent."""

from __future__ import annotations

from typing import Any

from kerasfront.backend.types import Tensor
from kerasfront.optimizers.base import REGISTRY, Optimizer, Step


@REGISTRY.register("sgd")
class SGD(Optimizer):
    """Gradient descent, with momentum if wanted (Sutskever et al. 2013, equations 1-4).

    Parameters
    ----------
    lr : float
    momentum : float
        Share of the last change that goes on.
    decay : float
        The rate of step t, counted from 0, is lr / (1 + decay * t).
    nesterov : bool
        Whether the gradient counts as taken after the momentum's change.
    """

    slots = 1
    saves_count = True

    def __init__(
        self, lr: float = 0.01, momentum: float = 0.0, decay: float = 0.0, nesterov: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.declare(lr=lr, momentum=momentum, decay=decay, nesterov=bool(nesterov))

    def rule(self, lr: Tensor) -> Step:
        def step(p: Tensor, g: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
            v_new = self.momentum * v - lr * g
            change = self.momentum * v_new - lr * g if self.nesterov else v_new
            return p + change, v_new

        return step
