"""Activations with fixed or trainable parameters."""

from kerasfront.layers.advanced_activations.fixed import ELU, LeakyReLU, ThresholdedReLU
from kerasfront.layers.advanced_activations.learned import ParametricSoftplus, PReLU, SReLU
from kerasfront.plugins import added_names

__all__ = [
    "ELU", "LeakyReLU", "PReLU", "ParametricSoftplus", "SReLU", "ThresholdedReLU",
]  # fmt: skip

__getattr__ = added_names(__name__, "kerasfront.layers")
