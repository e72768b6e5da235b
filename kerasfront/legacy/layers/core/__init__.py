"""The layers of ``keras.layers.core`` of Keras 0.3."""

from kerasfront.legacy.layers.contract import Layer
from kerasfront.legacy.layers.core.activity import ActivityRegularization
from kerasfront.legacy.layers.core.autoencoder import AutoEncoder
from kerasfront.legacy.layers.core.dense import Dense, Highway, MaxoutDense, TimeDistributedDense
from kerasfront.legacy.layers.core.lambdas import Lambda, MaskedLambda
from kerasfront.legacy.layers.core.masked import MaskedLayer
from kerasfront.legacy.layers.core.merging import LambdaMerge, Merge
from kerasfront.legacy.layers.core.plain import Activation, Dropout, Flatten, Masking, Permute, RepeatVector
from kerasfront.legacy.layers.core.reshape import Reshape
from kerasfront.legacy.layers.core.siamese import Siamese, SiameseHead, add_shared_layer
from kerasfront.legacy.layers.core.time_merge import TimeDistributedMerge

__all__ = [
    "Activation", "ActivityRegularization", "AutoEncoder", "Dense", "Dropout", "Flatten", "Highway", "Lambda",
    "LambdaMerge", "Layer", "MaskedLambda", "MaskedLayer", "Masking", "MaxoutDense", "Merge", "Permute",
    "RepeatVector", "Reshape", "Siamese", "SiameseHead", "TimeDistributedDense", "TimeDistributedMerge",
    "add_shared_layer",
]  # fmt: skip
