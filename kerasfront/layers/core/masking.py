"""Masking of times."""

# Classic Keras names the parameters of these methods differently from class to class.
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.backend.types import Unpack
from kerasfront.engine.topology import LAYERS, Layer
from kerasfront.engine.topology.keywords import LayerArguments
from kerasfront.utils.checks import check_number


@LAYERS.register()
class Masking(Layer):
    """Mask the times at which all features equal `mask_value`; the layers that follow skip them.

    ``mask[s, t] = any(x[s, t] != mask_value)``: times where it is false are skipped.

    Parameters
    ----------
    mask_value : float
        Value that marks a time without data.
    **kwargs
        `name`, `input_shape` and the other arguments of `Layer`.

    Notes
    -----
    Input and output: (samples, time, features). Features of masked times become 0.

    Examples
    --------
    >>> from kerasfront.layers import LSTM, Masking
    >>> from kerasfront.models import Sequential
    >>> model = Sequential([Masking(mask_value=-1.0, input_shape=(10, 8)), LSTM(32)])
    """

    supports_masking = True
    checks = {"mask_value": check_number}
    mask_value: float

    def __init__(self, mask_value: float = 0.0, **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    def compute_mask(self, x: Any, input_mask: Any = None) -> Any:
        """Mask of shape (samples, time), True where there is data."""
        return K.any(K.not_equal(x, self.mask_value), axis=-1)

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return x * K.cast(K.any(K.not_equal(x, self.mask_value), axis=-1, keepdims=True), K.dtype(x))
