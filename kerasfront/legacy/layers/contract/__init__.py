"""The contract of layers in Keras 0.x, on top of today's."""

from kerasfront.legacy.layers.contract.layer import Layer as Layer
