"""What layers do in training only."""

from __future__ import annotations

from collections.abc import Callable

from kerasfront import backend as K
from kerasfront.backend.types import Tensor


def in_training(noisy: Callable[[], Tensor], x: Tensor) -> Tensor:
    """`noisy()` in training, else `x`.

    Unlike a branch of `K.in_train_phase`, it stands outside of the choice, where a later model can use it again. For
    noise that costs nothing: its derivatives are finite, and what a phase does not need is not computed.
    """
    return K.in_train_phase(noisy if isinstance(K.learning_phase(), int) else noisy(), x)
