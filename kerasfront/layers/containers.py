"""The classic module of containers, which are layers of Keras 0.x and come from `kerasfront.legacy`."""

from kerasfront.plugins import added_names

__getattr__ = added_names(__name__, "kerasfront.layers.containers")
