"""The classic package `keras.engine`: topology and training."""

from kerasfront.engine.topology import Container as Container
from kerasfront.engine.topology import Input as Input
from kerasfront.engine.topology import InputLayer as InputLayer
from kerasfront.engine.topology import InputSpec as InputSpec
from kerasfront.engine.topology import Layer as Layer
from kerasfront.engine.topology import Merge as Merge
from kerasfront.engine.topology import Node as Node
from kerasfront.engine.topology import get_source_inputs as get_source_inputs
from kerasfront.engine.topology import merge as merge
