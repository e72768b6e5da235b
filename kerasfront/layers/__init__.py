"""All layers under their classic names."""

from kerasfront.engine.topology import Input as Input
from kerasfront.engine.topology import InputLayer as InputLayer
from kerasfront.engine.topology import InputSpec as InputSpec
from kerasfront.engine.topology import Layer as Layer
from kerasfront.engine.topology import Merge as Merge
from kerasfront.engine.topology import merge as merge
from kerasfront.layers.advanced_activations import *  # noqa: F403
from kerasfront.layers.convolutional import *  # noqa: F403
from kerasfront.layers.convolutional_recurrent import ConvLSTM2D as ConvLSTM2D
from kerasfront.layers.convolutional_recurrent import ConvRecurrent2D as ConvRecurrent2D
from kerasfront.layers.core import *  # noqa: F403
from kerasfront.layers.embeddings import Embedding as Embedding
from kerasfront.layers.local import LocallyConnected1D as LocallyConnected1D
from kerasfront.layers.local import LocallyConnected2D as LocallyConnected2D
from kerasfront.layers.noise import GaussianDropout as GaussianDropout
from kerasfront.layers.noise import GaussianNoise as GaussianNoise
from kerasfront.layers.normalization import BatchNormalization as BatchNormalization
from kerasfront.layers.pooling import *  # noqa: F403
from kerasfront.layers.recurrent import *  # noqa: F403
from kerasfront.layers.wrappers import Bidirectional as Bidirectional
from kerasfront.layers.wrappers import TimeDistributed as TimeDistributed
from kerasfront.layers.wrappers import Wrapper as Wrapper
from kerasfront.plugins import added_names

__getattr__ = added_names(__name__, "kerasfront.layers")  # such as AutoEncoder of Keras 0.3
