"""Checks for extensions of kerasfront: backends and layers."""

from kerasfront.testing.layers import LayerError as LayerError
from kerasfront.testing.layers import check_layer as check_layer
