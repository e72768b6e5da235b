"""Activations with parameters."""

# Keras 0.3 called methods and attributes with other arguments than today.
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.layers import advanced_activations
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.registry import LAYERS

__all__ = [
    "ELU", "LeakyReLU", "PReLU", "ParametricSoftplus", "SReLU", "ThresholdedLinear", "ThresholdedReLU",
]  # fmt: skip


@LAYERS.register()
class ThresholdedLinear(Layer):
    """Linear activation with a threshold: x where abs(x) >= theta, else 0.

    Parameters
    ----------
    theta : float
        The threshold, at least 0.
    """

    supports_masking = True

    def __init__(self, theta: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return x * K.cast(K.greater_equal(K.abs(x), self.theta), K.dtype(x))


@LAYERS.register()
class ELU(advanced_activations.ELU, Layer):
    __doc__ = advanced_activations.ELU.__doc__


@LAYERS.register()
class LeakyReLU(advanced_activations.LeakyReLU, Layer):
    __doc__ = advanced_activations.LeakyReLU.__doc__


@LAYERS.register()
class PReLU(advanced_activations.PReLU, Layer):
    __doc__ = advanced_activations.PReLU.__doc__


@LAYERS.register()
class ParametricSoftplus(advanced_activations.ParametricSoftplus, Layer):
    __doc__ = advanced_activations.ParametricSoftplus.__doc__


@LAYERS.register()
class SReLU(advanced_activations.SReLU, Layer):
    __doc__ = advanced_activations.SReLU.__doc__


@LAYERS.register()
class ThresholdedReLU(advanced_activations.ThresholdedReLU, Layer):
    __doc__ = advanced_activations.ThresholdedReLU.__doc__
