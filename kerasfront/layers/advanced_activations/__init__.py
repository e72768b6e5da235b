"""Activations with parameters, fixed or learned."""

from kerasfront.layers.advanced_activations.fixed import ELU, LeakyReLU, ThresholdedReLU
from kerasfront.layers.advanced_activations.learned import ParametricSoftplus, PReLU, SReLU

__all__ = [
    "ELU", "LeakyReLU", "PReLU", "ParametricSoftplus", "SReLU", "ThresholdedReLU",
]  # fmt: skip
