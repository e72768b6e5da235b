"""For those who extend kerasfront: checks that a backend, or a layer, does what it should."""

from kerasfront.testing.layers import LayerError as LayerError
from kerasfront.testing.layers import check_layer as check_layer
