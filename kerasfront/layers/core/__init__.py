"""Layers that most models are made of: dense ones, dropout, activation, reshaping, masks and own functions."""

from kerasfront.engine.topology import Layer as Layer
from kerasfront.engine.topology import Merge as Merge
from kerasfront.layers.core.activation import Activation as Activation
from kerasfront.layers.core.activation import ActivityRegularization as ActivityRegularization
from kerasfront.layers.core.dense import Dense as Dense
from kerasfront.layers.core.dense import TimeDistributedDense as TimeDistributedDense
from kerasfront.layers.core.dropout import Dropout as Dropout
from kerasfront.layers.core.dropout import SpatialDropout1D as SpatialDropout1D
from kerasfront.layers.core.dropout import SpatialDropout2D as SpatialDropout2D
from kerasfront.layers.core.dropout import SpatialDropout3D as SpatialDropout3D
from kerasfront.layers.core.highway import Highway as Highway
from kerasfront.layers.core.lambda_ import Lambda as Lambda
from kerasfront.layers.core.masking import Masking as Masking
from kerasfront.layers.core.maxout import MaxoutDense as MaxoutDense
from kerasfront.layers.core.reshaping import Flatten as Flatten
from kerasfront.layers.core.reshaping import Permute as Permute
from kerasfront.layers.core.reshaping import RepeatVector as RepeatVector
from kerasfront.layers.core.reshaping import Reshape as Reshape
