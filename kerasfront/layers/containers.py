"""The classic place of layers made of layers, which came with Keras 0.x and are those of `kerasfront.legacy`."""

from kerasfront.plugins import added_names

__getattr__ = added_names(__name__, "kerasfront.layers.containers")
