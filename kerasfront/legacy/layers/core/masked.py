"""Base of layers that pass their mask on."""

from __future__ import annotations

from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.registry import LAYERS


@LAYERS.register()
class MaskedLayer(Layer):
    """A layer whose output has the mask of its input. The methods to override are those of `Layer`."""

    supports_masking = True
