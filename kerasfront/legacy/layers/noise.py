"""Noise in training."""

from kerasfront.layers import noise
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.registry import LAYERS

__all__ = ["GaussianDropout", "GaussianNoise"]


@LAYERS.register()
class GaussianDropout(noise.GaussianDropout, Layer):
    __doc__ = noise.GaussianDropout.__doc__


@LAYERS.register()
class GaussianNoise(noise.GaussianNoise, Layer):
    __doc__ = noise.GaussianNoise.__doc__
