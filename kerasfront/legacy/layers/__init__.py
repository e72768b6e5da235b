"""All layers of Keras 0.3, by their names."""

from kerasfront.legacy.layers.advanced_activations import *  # noqa: F403
from kerasfront.legacy.layers.convolutional import *  # noqa: F403
from kerasfront.legacy.layers.core import *  # noqa: F403
from kerasfront.legacy.layers.embeddings import Embedding as Embedding
from kerasfront.legacy.layers.noise import *  # noqa: F403
from kerasfront.legacy.layers.normalization import BatchNormalization as BatchNormalization
from kerasfront.legacy.layers.recurrent import *  # noqa: F403
from kerasfront.legacy.layers.wrappers import TimeDistributed as TimeDistributed
