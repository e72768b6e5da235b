"""Activations with parameters."""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.engine.topology import Layer
from kerasfront.layers.advanced_activations import (
    ELU,
    LeakyReLU,
    ParametricSoftplus,
    PReLU,
    SReLU,
    ThresholdedReLU,
)
from kerasfront.legacy.registry import LAYERS

__all__ = [
    "ELU", "LeakyReLU", "PReLU", "ParametricSoftplus", "SReLU", "ThresholdedLinear", "ThresholdedReLU",
]  # fmt: skip


@LAYERS.register()
class ThresholdedLinear(Layer):
    """Nothing below a threshold: x where abs(x) >= theta, else 0.

    Parameters
    ----------
    theta : float
        The threshold, at least 0.
    """

    supports_masking = True

    def __init__(self, theta=1.0, **kwargs):
        super().__init__(**kwargs)
        self.configure(locals())

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return x * K.cast(K.greater_equal(K.abs(x), self.theta), K.dtype(x))


for _layer in (ELU, LeakyReLU, PReLU, ParametricSoftplus, SReLU, ThresholdedReLU):
    LAYERS.register()(_layer)
