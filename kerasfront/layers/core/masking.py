"""Mark times to be skipped."""

from __future__ import annotations

from typing import Any

from kerasfront import backend as K
from kerasfront.engine.topology import LAYERS, Layer
from kerasfront.engine.topology.keywords import LayerArguments, Unpack
from kerasfront.utils.checks import check_number


@LAYERS.register()
class Masking(Layer):
    """Skip the times at which all features equal `mask_value`, in this and all following layers that know masks.

    Parameters
    ----------
    mask_value : float
        The value that marks a time without data.

    Notes
    -----
    Input and output (samples, time, features); the features of masked times become 0.
    """

    supports_masking = True
    checks = {"mask_value": check_number}
    mask_value: float

    def __init__(self, mask_value: float = 0.0, **kwargs: Unpack[LayerArguments]) -> None:
        super().__init__(**kwargs)
        self.configure(locals())

    def compute_mask(self, x: Any, input_mask: Any = None) -> Any:
        """(samples, time), True where there is data."""
        return K.any(K.not_equal(x, self.mask_value), axis=-1)

    def call(self, x: Any, mask: Any = None) -> Any:
        """Compute the output."""
        return x * K.cast(K.any(K.not_equal(x, self.mask_value), axis=-1, keepdims=True), K.dtype(x))
