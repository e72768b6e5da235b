"""The base of Adam and its variants."""

from __future__ import annotations

from kerasfront import backend as K
from kerasfront.backend.types import Tensor
from kerasfront.optimizers.base import Optimizer
from kerasfront.optimizers.hyperparameters import Scalar


class MomentOptimizer(Optimizer):
    """Base of optimizers with a running mean of the gradients, and one of their squares or sizes."""

    slots = 2
    always_counts = True
    saves_count = True
    beta_1: Scalar
    beta_2: Scalar
    epsilon: Scalar

    def first_moment(self, m: Tensor, g: Tensor) -> Tensor:
        """The new running mean of the gradients."""
        return self.beta_1 * m + (1.0 - self.beta_1) * g

    def second_moment(self, v: Tensor, g: Tensor) -> Tensor:
        """The new running mean of the squared gradients."""
        return self.beta_2 * v + (1.0 - self.beta_2) * K.square(g)
