"""Core layers: dense layers, dropout, activation, reshaping, masking and Lambda."""

from kerasfront.engine.topology import Layer, Merge
from kerasfront.layers.core.activation import Activation, ActivityRegularization
from kerasfront.layers.core.dense import Dense, TimeDistributedDense
from kerasfront.layers.core.dropout import Dropout, SpatialDropout1D, SpatialDropout2D, SpatialDropout3D
from kerasfront.layers.core.highway import Highway
from kerasfront.layers.core.lambda_ import Lambda
from kerasfront.layers.core.masking import Masking
from kerasfront.layers.core.maxout import MaxoutDense
from kerasfront.layers.core.reshaping import Flatten, Permute, RepeatVector, Reshape
from kerasfront.plugins import added_names

__all__ = [
    "Activation", "ActivityRegularization", "Dense", "Dropout", "Flatten", "Highway", "Lambda", "Layer", "Masking",
    "MaxoutDense", "Merge", "Permute", "RepeatVector", "Reshape", "SpatialDropout1D", "SpatialDropout2D",
    "SpatialDropout3D", "TimeDistributedDense",
]  # fmt: skip

__getattr__ = added_names(__name__, "kerasfront.layers")
