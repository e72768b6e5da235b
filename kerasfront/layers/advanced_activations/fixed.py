"""Activations with a fixed parameter."""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Unpack
from kerasfront.engine.topology import LAYERS, Layer
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.utils.checks import check_number


@LAYERS.register()
class LeakyReLU(Layer):
    """Rectified linear unit that passes a small gradient below 0: ``x if x > 0 else alpha * x``.

    Parameters
    ----------
    alpha : float
        Factor of negative inputs.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Output: the shape of the input.

    References
    ----------
    Maas, Hannun, Ng: Rectifier Nonlinearities Improve Neural Network Acoustic Models. ICML 2013

    Examples
    --------
    >>> from kerasfront.layers import LeakyReLU
    >>> from kerasfront.models import Sequential
    >>> Sequential([LeakyReLU(0.1, input_shape=(64,))]).output_shape
    (None, 64)
    """

    supports_masking = True
    checks = {"alpha": check_number}
    alpha: float

    def __init__(self, alpha: float = 0.3, **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return K.relu(x, alpha=self.alpha)


@LAYERS.register()
class ELU(Layer):
    """Exponential linear unit: ``x if x > 0 else alpha * (exp(x) - 1)``.

    Parameters
    ----------
    alpha : float
        The output for large negative inputs approaches ``-alpha``.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Output: the shape of the input.

    References
    ----------
    Clevert, Unterthiner, Hochreiter: Fast and Accurate Deep Network Learning by Exponential Linear Units (ELUs).
    arXiv:1511.07289

    Examples
    --------
    >>> from kerasfront.layers import ELU
    >>> from kerasfront.models import Sequential
    >>> Sequential([ELU(1.0, input_shape=(64,))]).output_shape
    (None, 64)
    """

    supports_masking = True
    checks = {"alpha": check_number}
    alpha: float

    def __init__(self, alpha: float = 1.0, **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return K.elu(x, self.alpha)


@LAYERS.register()
class ThresholdedReLU(Layer):
    """Thresholded rectified linear unit: ``x if x > theta else 0``.

    Parameters
    ----------
    theta : float
        Threshold.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Output: the shape of the input.

    References
    ----------
    Konda, Memisevic, Krueger: Zero-bias autoencoders and the benefits of co-adapting features. arXiv:1402.3337

    Examples
    --------
    >>> from kerasfront.layers import ThresholdedReLU
    >>> from kerasfront.models import Sequential
    >>> Sequential([ThresholdedReLU(0.5, input_shape=(64,))]).output_shape
    (None, 64)
    """

    supports_masking = True
    checks = {"theta": check_number}
    theta: float

    def __init__(self, theta: float = 1.0, **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return x * K.cast(K.greater(x, self.theta), K.dtype(x))
