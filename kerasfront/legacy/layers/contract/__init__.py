"""What a layer is in Keras 0.x, over what it is today."""

from kerasfront.legacy.layers.contract.layer import Layer as Layer
