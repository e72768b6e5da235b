"""The layers of which Keras 0.3 and Keras 1.x have the same."""

# Keras 0.3 called methods and attributes with other arguments than today.
# pyright: reportIncompatibleMethodOverride=false

from kerasfront.layers import core
from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.registry import LAYERS


@LAYERS.register()
class Activation(core.Activation, Layer):
    __doc__ = core.Activation.__doc__


@LAYERS.register()
class Dropout(core.Dropout, Layer):
    __doc__ = core.Dropout.__doc__


@LAYERS.register()
class Flatten(core.Flatten, Layer):
    __doc__ = core.Flatten.__doc__


@LAYERS.register()
class Masking(core.Masking, Layer):
    __doc__ = core.Masking.__doc__


@LAYERS.register()
class Permute(core.Permute, Layer):
    __doc__ = core.Permute.__doc__


@LAYERS.register()
class RepeatVector(core.RepeatVector, Layer):
    __doc__ = core.RepeatVector.__doc__
