"""Computation in training only."""

from __future__ import annotations

from collections.abc import Callable

from kerasfront import backend as K
from kerasfront.backend.types import Tensor


def in_training(noisy: Callable[[], Tensor], x: Tensor) -> Tensor:
    """Choose `noisy()` in training, and `x` in testing.

    Unlike a branch of `K.in_train_phase`, `noisy()` is computed outside of the choice, so that a later model can reuse
    it. This is free for noise: its gradients are finite, and what a phase does not need is not computed.
    """
    return K.in_train_phase(noisy if isinstance(K.learning_phase(), int) else noisy(), x)
