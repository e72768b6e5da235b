"""Noise in training."""

from kerasfront.layers.noise import GaussianDropout, GaussianNoise
from kerasfront.legacy.registry import LAYERS

__all__ = ["GaussianDropout", "GaussianNoise"]

for _layer in (GaussianDropout, GaussianNoise):
    LAYERS.register()(_layer)
