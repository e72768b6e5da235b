"""Layers that add or multiply by noise in training."""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Unpack
from kerasfront.engine.topology import LAYERS, Layer
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.layers.phases import in_training
from kerasfront.utils.checks import check_amount, check_share


@LAYERS.register()
class GaussianNoise(Layer):
    """In training, add Gaussian noise with mean 0: ``output = x + sigma * z``, z drawn from N(0, 1) for each element.

    Parameters
    ----------
    sigma : float
        Standard deviation of the noise.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Output: the shape of the input.

    Examples
    --------
    >>> from kerasfront.layers import GaussianNoise
    >>> from kerasfront.models import Sequential
    >>> Sequential([GaussianNoise(0.1, input_shape=(64,))]).output_shape
    (None, 64)
    """

    supports_masking = True
    uses_learning_phase = True
    checks = {"sigma": check_amount}
    sigma: float

    def __init__(self, sigma: float, **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return in_training(lambda: x + K.random_normal(K.shape(x), 0.0, self.sigma, K.dtype(x)), x)


@LAYERS.register()
class GaussianDropout(Layer):
    """In training, multiply by Gaussian noise: ``output = x * z``, z drawn from N(1, p / (1 - p)) for each element.

    Parameters
    ----------
    p : float
        Fraction that a `Dropout` of the same strength drops, in [0, 1).
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Output: the shape of the input.

    References
    ----------
    Srivastava et al.: Dropout: A Simple Way to Prevent Neural Networks from Overfitting. JMLR 15, 2014, section 10

    Examples
    --------
    >>> from kerasfront.layers import GaussianDropout
    >>> from kerasfront.models import Sequential
    >>> Sequential([GaussianDropout(0.5, input_shape=(64,))]).output_shape
    (None, 64)
    """

    supports_masking = True
    checks = {"p": check_share}
    p: float

    def __init__(self, p: float, **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.configure(locals())
        self.uses_learning_phase = p > 0.0

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        if not self.p:
            return x
        deviation = (self.p / (1.0 - self.p)) ** 0.5
        return in_training(lambda: x * K.random_normal(K.shape(x), 1.0, deviation, K.dtype(x)), x)
